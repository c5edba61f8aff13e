package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The Javadoc links to that of other libraries. Runs in the phase {@code verify}. */
class JavadocCheck {
    private static final Pattern LINK = Pattern.compile("href=\"(\\w+:[^\"#]*)");

    private static Set<String> links() throws IOException {
        Set<String> links = new TreeSet<>();
        Path file = Path.of("target", System.getProperty("mape.jar") + "-javadoc.jar");
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : jar.stream()
                    .filter(each -> each.getName().endsWith(".html"))
                    .toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    Matcher link = LINK.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    while (link.find()) {
                        links.add(link.group(1));
                    }
                }
            }
        }
        return links;
    }

    @Test
    void linksToTheJdk() throws IOException {
        String api = "https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/";
        Set<String> links = links();
        assertTrue(links.contains(api + "lang/String.html"), links::toString);
        assertTrue(links.contains(api + "nio/ByteBuffer.html"), links::toString);
        links.removeIf(link -> link.startsWith("https://"));
        assertEquals(Set.of(), links);
    }

    /** Pages as its own package list in {@code src/javadoc} names them. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_22, disabledReason = "links to Javadoc without modules are a warning before")
    void linksToIpaddress() throws IOException {
        String api = "https://javadoc.io/static/com.github.seancfoley/ipaddress/"
                + System.getProperty("ipaddress.version") + "/inet/ipaddr/";
        Set<String> links = links();
        assertTrue(links.contains(api + "ipv4/IPv4Address.html"), links::toString);
        assertTrue(links.contains(api + "ipv6/IPv6Address.html"), links::toString);
    }
}
