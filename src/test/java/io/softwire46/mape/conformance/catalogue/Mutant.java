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
 * @param id of the fault in this role; unique
 * @param fault its id in the list of descriptions, equal for both roles that can have it
 * @param role of the product
 * @param groups of properties all of which the product passes without the fault; no other product of the role has them
 * @param properties that have to fail, or differ if they are decisions
 * @param right starts the product without the fault
 * @param wrong starts the product with the fault
 */
record Mutant(
        String id,
        String fault,
        Role role,
        Set<String> groups,
        List<String> properties,
        Supplier<Target> right,
        Supplier<Target> wrong) {

    private static final String CONTROL = "ICM,HDR,CNT";

    /** Faults of customer edges begin with this, also those that border relays have, too. */
    private static final String EDGE = "EDGE_";

    /** All mutants, by product. */
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
        for (Role role : List.of(Role.BR, Role.CE)) {
            ControlFault[] faults = ControlFault.of(role);
            add(all, "", role, CONTROL, faults, ControlFault::properties, some -> new ModelProduct(role, some));
            FragmentFault[] kept = FragmentFault.of(role);
            add(all, "", role, "FRG,SIZ", kept, FragmentFault::properties, some -> new FaultyFragments(role, some));
        }
        add(all, EDGE, Role.CE, "CE", EdgeFault.values(), EdgeFault::properties, FaultyEdge::new);
        add(all, "NAPT_", Role.CE_NAT, "CE", NaptFault.values(), NaptFault::properties, FaultyNapt::new);
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
            String id = prefix + fault.name();
            all.add(new Mutant(
                    role == Role.CE && prefix.isEmpty() ? EDGE + id : id,
                    id,
                    role,
                    own,
                    properties.apply(fault),
                    () -> product.apply(none),
                    () -> product.apply(one)));
        }
    }
}
