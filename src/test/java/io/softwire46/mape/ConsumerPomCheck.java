package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The pom that users of the library get has what they need and nothing of the build. Runs in the phase {@code verify}. */
@DisabledIfSystemProperty(named = "products.skip", matches = "true")
class ConsumerPomCheck {
    private static final String VERSION = System.getProperty("mape.version");
    private static final Pattern DEPENDENCY =
            Pattern.compile("<artifactId>mape</artifactId>\\s*<version>([^<]*)</version>");
    private static final Path INSTALLED =
            Path.of("target", "it-repo", "io", "softwire46", "mape", VERSION, "mape-" + VERSION + ".pom");

    private static Element project() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(INSTALLED.toFile())
                .getDocumentElement();
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static String text(Element parent, String name) {
        return children(parent).stream()
                .filter(child -> child.getTagName().equals(name))
                .map(child -> child.getTextContent().strip())
                .findFirst()
                .orElse("");
    }

    /** What Maven Central requires, and the dependencies. */
    @Test
    void hasCoordinatesMetadataAndDependencies() throws Exception {
        Set<String> elements = new TreeSet<>();
        for (Element child : children(project())) {
            elements.add(child.getTagName());
            assertFalse(child.getTextContent().isBlank(), child.getTagName());
        }
        assertEquals(
                new TreeSet<>(List.of(
                        "modelVersion",
                        "groupId",
                        "artifactId",
                        "version",
                        "name",
                        "description",
                        "url",
                        "inceptionYear",
                        "organization",
                        "licenses",
                        "developers",
                        "scm",
                        "issueManagement",
                        "dependencies")),
                elements);
    }

    /** One dependency at run time; the others are optional, and none is a test's. */
    @Test
    void namesTheDependencies() throws Exception {
        Set<String> dependencies = new TreeSet<>();
        for (Element part : children(project())) {
            if (part.getTagName().equals("dependencies")) {
                for (Element each : children(part)) {
                    assertFalse(text(each, "version").isEmpty(), "has a version of its own");
                    dependencies.add(
                            String.join(" ", text(each, "artifactId"), text(each, "scope"), text(each, "optional")));
                }
            }
        }
        assertEquals(
                new TreeSet<>(List.of(
                        "ipaddress compile ",
                        "jspecify compile true",
                        "picocli compile true",
                        "junit-jupiter-api provided true")),
                dependencies);
    }

    /** No comment about the build, and no property left to resolve. */
    @Test
    void hasNothingOfTheBuild() throws IOException {
        String pom = Files.readString(INSTALLED, StandardCharsets.UTF_8);
        assertFalse(pom.contains("<!--"), pom);
        assertFalse(pom.contains("${"), pom);
    }

    /** What users copy into their poms is this version. */
    @Test
    void theExamplesNameTheVersion() throws IOException {
        for (String file : List.of("README.md", "docs/conformance.md", "examples/README.md")) {
            Matcher dependency = DEPENDENCY.matcher(Files.readString(Path.of(file)));
            assertTrue(dependency.find(), file);
            do {
                assertEquals(VERSION, dependency.group(1), file);
            } while (dependency.find());
        }
    }

    @Test
    void isThePomInTheJar() throws IOException {
        try (JarFile jar = new JarFile(Path.of("target", System.getProperty("mape.jar") + ".jar")
                        .toFile());
                InputStream in = jar.getInputStream(jar.getEntry("META-INF/maven/io.softwire46/mape/pom.xml"))) {
            assertArrayEquals(Files.readAllBytes(INSTALLED), in.readAllBytes());
        }
    }
}
