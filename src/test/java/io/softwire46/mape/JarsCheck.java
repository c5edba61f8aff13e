package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars that are handed out hold the licences of what they contain. Runs in the phase {@code verify}, after they are made. */
class JarsCheck {
    /** Packages of the libraries in the command's jar, by the name of the licence file. */
    private static final Map<String, String> LIBRARIES =
            Map.of("inet/ipaddr/", "ipaddress", "org/jspecify/", "jspecify", "picocli/", "picocli");

    private static final String KIT = "io/softwire46/mape/conformance/";

    private static JarFile jar(String suffix) throws IOException {
        String name = System.getProperty("mape.jar");
        assertNotNull(name, "the build sets it");
        boolean selfContained = !suffix.endsWith(".jar");
        return new JarFile(Path.of("target", selfContained ? "mape-" + suffix + ".jar" : name + suffix)
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
    @ValueSource(
            strings = {
                ".jar",
                "-sources.jar",
                "-javadoc.jar",
                "-conformance.jar",
                "-conformance-sources.jar",
                "cli",
                "conformance"
            })
    void everyJarHoldsLicenceAndNotice(String suffix) throws IOException {
        try (JarFile jar = jar(suffix)) {
            for (String file : new String[] {"LICENSE", "NOTICE"}) {
                assertArrayEquals(Files.readAllBytes(Path.of(file)), octets(jar, "META-INF/" + file), jar.getName());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        ".jar,mape",
        "-conformance.jar,mape conformance kit",
        "cli,mape command",
        "conformance,mape conformance kit"
    })
    void theManifestNamesTitleVersionAndVendor(String suffix, String title) throws IOException {
        try (JarFile jar = jar(suffix)) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals(title, manifest.getValue(Attributes.Name.IMPLEMENTATION_TITLE));
            assertEquals(System.getProperty("mape.version"), manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION));
            assertEquals(System.getProperty("vendor.name"), manifest.getValue(Attributes.Name.IMPLEMENTATION_VENDOR));
            assertNull(manifest.getValue("Bnd-LastModified"), "differs from build to build");
        }
    }

    /** OSGi sees the packages that every module sees, and needs nothing but ipaddress and the JDK. */
    @Test
    void theBundleExportsWhatTheModuleExports() throws IOException {
        try (JarFile jar = jar(".jar")) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals("io.softwire46.mape", manifest.getValue("Bundle-SymbolicName"));
            Set<String> exported = new TreeSet<>();
            try (InputStream in = jar.getInputStream(jar.getEntry("module-info.class"))) {
                ModuleDescriptor.read(in).exports().stream()
                        .filter(each -> !each.isQualified())
                        .forEach(each -> exported.add(each.source()));
            }
            assertEquals(exported, clauses(manifest.getValue("Export-Package")).keySet());

            Map<String, String> imported = clauses(manifest.getValue("Import-Package"));
            Set<String> required = new TreeSet<>();
            imported.forEach((name, attributes) -> {
                if (!attributes.contains("resolution:=optional")) {
                    required.add(name);
                }
            });
            assertTrue(
                    required.stream().allMatch(name -> name.startsWith("inet.ipaddr") || name.startsWith("javax.xml.")),
                    () -> "imports " + required);
            assertTrue(required.contains("inet.ipaddr"), () -> "imports " + required);
        }
    }

    /** Their packages are for no one else. */
    @ParameterizedTest
    @ValueSource(strings = {"cli", "conformance"})
    void theCommandsAreNoBundles(String suffix) throws IOException {
        try (JarFile jar = jar(suffix)) {
            Set<String> headers = jar.getManifest().getMainAttributes().keySet().stream()
                    .map(Object::toString)
                    .filter(each -> each.matches("Bundle-.*|(Export|Import|Private)-Package|(Require|Provide)-.*"))
                    .collect(Collectors.toSet());
            assertEquals(Set.of(), headers);
        }
    }

    /** Packages of an OSGi header (OSGi Core 8 section 1.3.2), with the attributes and directives of each. */
    private static Map<String, String> clauses(String header) {
        Map<String, String> clauses = new TreeMap<>();
        for (String clause : header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
            int end = clause.indexOf(';');
            clauses.put(end < 0 ? clause : clause.substring(0, end), end < 0 ? "" : clause.substring(end));
        }
        return clauses;
    }

    /** The kit's sources are those of its classes. */
    @Test
    void theSourcesOfTheKitAreComplete() throws IOException {
        try (JarFile classes = jar("-conformance.jar");
                JarFile sources = jar("-conformance-sources.jar")) {
            for (String type : classesOf(classes, "", true)) {
                if (type.indexOf('$') < 0) {
                    octets(sources, type.replaceFirst("class$", "java"));
                }
            }
        }
    }

    @Test
    void theLibraryContainsNothingElse() throws IOException {
        try (JarFile jar = jar(".jar")) {
            assertEquals(Set.of(), foreignClasses(jar));
            assertEquals(Set.of(), classesOf(jar, KIT, true));
        }
        try (JarFile jar = jar("cli")) {
            assertEquals(Set.of(), classesOf(jar, KIT, true));
        }
    }

    /** It needs the library's jar beside it, and JUnit only where the user has it. */
    @Test
    void theKitContainsNothingElse() throws IOException {
        try (JarFile jar = jar("-conformance.jar")) {
            assertEquals(Set.of("module-info.class"), classesOf(jar, KIT, false));
            octets(jar, KIT + "vectors/report-1.schema.json");
            octets(jar, KIT + "vectors/protocol-1.schema.json");
        }
    }

    /** It has the library and the kit, and no module, which would lack its libraries. */
    @Test
    void theCommandOfTheKitIsComplete() throws IOException {
        try (JarFile jar = jar("conformance")) {
            assertEquals(
                    KIT.replace('/', '.') + "command.Main",
                    jar.getManifest().getMainAttributes().getValue("Main-Class"));
            octets(jar, KIT + "command/Main.class");
            octets(jar, KIT + "vectors/report-1.schema.json");
            octets(jar, "io/softwire46/mape/map/MapRule.class");
            assertNull(jar.getEntry("module-info.class"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cli", "conformance"})
    void theCommandsHoldTheLicencesOfTheirLibraries(String command) throws IOException {
        try (JarFile jar = jar(command)) {
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

    /** Classes whose names begin with a path, or do not. */
    private static Set<String> classesOf(JarFile jar, String path, boolean begins) {
        Set<String> classes = new TreeSet<>();
        jar.stream()
                .map(JarEntry::getName)
                .filter(name -> name.endsWith(".class") && name.startsWith(path) == begins)
                .forEach(classes::add);
        return classes;
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
