package io.softwire46.mape.conformance;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of a product.
 *
 * <p>Immutable.
 *
 * @param role which part the product plays
 * @param domains one or several
 * @param endUserPrefix of a customer edge; null for any other role
 * @param as the same configuration in other formats, by the name that {@code mape convert} gives them
 */
public record Setup(
        Role role, List<Domain> domains, @Nullable String endUserPrefix, Map<String, String> as) {
    /** Copies the lists. */
    public Setup {
        domains = List.copyOf(domains);
        as = Map.copyOf(as);
    }
}
