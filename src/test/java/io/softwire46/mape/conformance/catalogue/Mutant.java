package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A plain product with a fault.
 *
 * <p>Immutable.
 *
 * @param id of the fault; unique
 * @param role of the product
 * @param groups of properties all of which the product passes without the fault; no other product of the role has them
 * @param properties that have to fail, or differ if they are decisions
 * @param right starts the product without the fault
 * @param wrong starts the product with the fault
 */
record Mutant(
        String id,
        Role role,
        Set<String> groups,
        List<String> properties,
        Supplier<Target> right,
        Supplier<Target> wrong) {

    /** All mutants, by role and product. */
    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        add(
                all,
                "CALC_",
                Role.CALC,
                "ALG",
                CalculatorFault.values(),
                CalculatorFault::properties,
                FaultyCalculator::new);
        add(all, "", Role.BR, "ALG,DWN,UP", Fault.values(), Fault::properties, FaultyRelay::new);
        add(all, "", Role.BR, "ICM,HDR,CNT", ControlFault.values(), ControlFault::properties, ModelRelay::new);
        add(all, "", Role.BR, "FRG,SIZ", FragmentFault.values(), FragmentFault::properties, FaultyFragments::new);
        add(all, "EDGE_", Role.CE, "CE", EdgeFault.values(), EdgeFault::properties, FaultyEdge::new);
        add(all, "READER_", Role.DHCPV6, "PRV", ReaderFault.values(), ReaderFault::properties, FaultyReader::new);
        return all;
    }

    private static <F extends Enum<F>> void add(
            List<Mutant> all,
            String prefix,
            Role role,
            String groups,
            F[] faults,
            Function<F, List<String>> properties,
            Function<F[], Target> product) {
        F[] none = Arrays.copyOf(faults, 0);
        Set<String> own = Set.of(groups.split(","));
        for (F fault : faults) {
            F[] one = Arrays.copyOf(faults, 1);
            one[0] = fault;
            all.add(new Mutant(
                    prefix + fault.name(),
                    role,
                    own,
                    properties.apply(fault),
                    () -> product.apply(none),
                    () -> product.apply(one)));
        }
    }
}
