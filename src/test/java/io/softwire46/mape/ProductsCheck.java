package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * The products of {@code src/it}, which the build has made with the installed library alone: what Maven gives them to run, and
 * what they print. Runs in the phase {@code verify}.
 */
@DisabledIfSystemProperty(named = "products.skip", matches = "true")
class ProductsCheck {
    private static final Path PRODUCTS = Path.of("target", "it");
    private static final String VERSION = System.getProperty("mape.version");
    private static final String LIBRARY = "io/softwire46/mape/" + VERSION + "/mape-" + VERSION + ".jar";
    private static final String IPADDRESS_VERSION = System.getProperty("ipaddress.version");
    private static final String IPADDRESS =
            "com/github/seancfoley/ipaddress/" + IPADDRESS_VERSION + "/ipaddress-" + IPADDRESS_VERSION + ".jar";

    private static Path jar(String product) {
        return PRODUCTS.resolve(product).resolve("target").resolve(product + "-1.jar");
    }

    /** The manifest of a product has what Maven resolves for running it: optional libraries are not passed on. */
    @Test
    void atRunTimeAProductNeedsTheLibraryAndIpaddress() throws IOException {
        for (String product : List.of("class-path", "module-path", "conformance")) {
            try (JarFile jar = new JarFile(jar(product).toFile())) {
                String path = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
                assertEquals(
                        List.of("../../../it-repo/" + LIBRARY, "../../../it-repo/" + IPADDRESS),
                        Arrays.asList(path.split(" ", -1)),
                        product);
            }
        }
    }

    /** RFC 7597 appendix A, example 2: the address of the CE; RFC 2473 section 5: the outer header. */
    @Test
    void theClassPathProductForwards() throws Exception {
        String udp = "45000021432100004011719301020304c0000212" + "005004d0000d522d4d41502d45";
        String printed = Compiled.java(
                PRODUCTS, List.of("-jar", jar("class-path").toAbsolutePath().toString(), udp));
        Pattern expected = Pattern.compile("FORWARDED 6[0-9a-f]{7}002104[0-9a-f]{2}"
                + "20010db8ffff00000000000000000001" + "20010db800123400" + "0000c00002120034"
                // the inner header, of which the tunnel entry decrements the TTL (RFC 2473 section 3.1)
                + "4500002143210000" + "3f117293" + "01020304c0000212" + "005004d0000d522d4d41502d45\n");
        assertEquals(
                printed,
                expected.matcher(printed)
                        .results()
                        .map(MatchResult::group)
                        .findFirst()
                        .orElse("no match"));
    }

    /** The same addresses from the CE to the Internet, in named modules. */
    @Test
    void theModuleForwards() throws Exception {
        Path repository = Path.of("target", "it-repo").toAbsolutePath();
        String modules = String.join(
                File.pathSeparator,
                jar("module-path").toAbsolutePath().toString(),
                repository.resolve(LIBRARY).toString(),
                repository.resolve(IPADDRESS).toString());
        String udp = "45000021432100004011" + "7193c00002120102030404d00050000d522d4d41502d45";
        String printed =
                Compiled.java(PRODUCTS, List.of("--module-path", modules, "--module", "product/product.Site", udp));
        assertEquals("""
                module product on module io.softwire46.mape
                2001:db8:12:3400:0:c000:212:34
                FORWARDED FORWARDED 4500002143210000\
                3f117293c00002120102030404d00050000d522d4d41502d45
                formats
                """, printed);
    }

    /** The tests of a product ran, and those of the kit are its properties and the summary. */
    @Test
    void testsOfTheProductsRan() throws IOException {
        assertEquals("tests 2 errors 0 skipped 0 failures 0", counts("class-path", "RelayTest"));
        String kit = counts("conformance", "ConformanceTest");
        // docs/conformance.md: properties of the groups DWN, UP and HDR
        assertEquals("tests " + (15 + 12 + 6 + 1), kit.substring(0, kit.indexOf(" errors")), kit);
        assertFalse(kit.contains("skipped " + (15 + 12 + 6)), kit);
    }

    private static String counts(String product, String test) throws IOException {
        Path report = PRODUCTS.resolve(product).resolve("target/surefire-reports/TEST-product." + test + ".xml");
        return Pattern.compile("(?s)<testsuite .*? (tests=\"\\d+\" errors=\"\\d+\" skipped=\"\\d+\" failures=\"\\d+\")")
                .matcher(Files.readString(report))
                .results()
                .map(match -> match.group(1).replace("=", " ").replace("\"", ""))
                .findFirst()
                .orElseThrow();
    }
}
