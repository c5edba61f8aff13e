package product;

import io.softwire46.mape.conformance.Conformance;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ConformanceTest {
    @TestFactory
    Stream<DynamicTest> conformance() {
        return Conformance.of(ProductTarget::new)
                .suite("1.0")
                .only("DWN-*", "UP-*", "HDR-*")
                .dynamicTests();
    }
}
