package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars that are handed out hold the licences of what they contain. Runs in the phase {@code verify}, after they are made. */
class JarsCheck {
    /** Packages of the libraries in the command's jar, by the name of the licence file. */
    private static final Map<String, String> LIBRARIES =
            Map.of("inet/ipaddr/", "ipaddress", "org/jspecify/", "jspecify", "picocli/", "picocli");

    private static JarFile jar(String suffix) throws IOException {
        String name = System.getProperty("mape.jar");
        assertNotNull(name, "the build sets it");
        return new JarFile(Path.of("target", suffix.equals("cli") ? "mape-cli.jar" : name + suffix)
                .toFile());
    }

    private static byte[] octets(JarFile jar, String entry) throws IOException {
        ZipEntry found = jar.getEntry(entry);
        assertNotNull(found, () -> jar.getName() + " lacks " + entry);
        try (InputStream in = jar.getInputStream(found)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".jar", "-sources.jar", "-javadoc.jar", "cli"})
    void everyJarHoldsLicenceAndNotice(String suffix) throws IOException {
        try (JarFile jar = jar(suffix)) {
            for (String file : new String[] {"LICENSE", "NOTICE"}) {
                assertArrayEquals(Files.readAllBytes(Path.of(file)), octets(jar, "META-INF/" + file), jar.getName());
            }
        }
    }

    @Test
    void theLibraryContainsNothingElse() throws IOException {
        try (JarFile jar = jar(".jar")) {
            assertEquals(Set.of(), foreignClasses(jar));
        }
    }

    @Test
    void theCommandHoldsTheLicencesOfItsLibraries() throws IOException {
        try (JarFile jar = jar("cli")) {
            String notice = new String(octets(jar, "META-INF/NOTICE"), StandardCharsets.UTF_8);
            for (String type : foreignClasses(jar)) {
                assertTrue(
                        LIBRARIES.keySet().stream().anyMatch(type::startsWith),
                        () -> type + " has no licence file here");
            }
            for (String library : LIBRARIES.values()) {
                assertTrue(notice.contains("\n" + library + " "), () -> library + " is not in NOTICE");
                byte[] licence = octets(jar, "META-INF/licenses/" + library + ".txt");
                assertTrue(new String(licence, StandardCharsets.UTF_8).contains("Apache License"), library);
            }
        }
    }

    private static Set<String> foreignClasses(JarFile jar) {
        Set<String> foreign = new TreeSet<>();
        jar.stream()
                .map(JarEntry::getName)
                .map(name -> name.replaceFirst("^META-INF/versions/[0-9]+/", ""))
                .filter(name -> name.endsWith(".class") && !name.equals("module-info.class"))
                .filter(name -> !name.startsWith("io/softwire46/mape/"))
                .forEach(foreign::add);
        return foreign;
    }
}
