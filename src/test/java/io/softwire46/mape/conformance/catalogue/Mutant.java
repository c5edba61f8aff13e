package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A plain product with a fault.
 *
 * <p>Immutable.
 *
 * @param id of the fault; unique
 * @param role of the product
 * @param toy which plain product it is
 * @param properties that have to fail, or differ if they are decisions
 * @param right starts the product without the fault
 * @param wrong starts the product with the fault
 */
record Mutant(
        String id, Role role, String toy, List<String> properties, Supplier<Target> right, Supplier<Target> wrong) {

    /** Whether the plain product can do all that its role can. */
    boolean isComplete() {
        return role == Role.CALC;
    }

    /** All mutants, by role and product. */
    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        add(all, "CALC_", Role.CALC, CalculatorFault.values(), CalculatorFault::properties, FaultyCalculator::new,
                FaultyCalculator::new);
        add(all, "", Role.BR, Fault.values(), Fault::properties, FaultyRelay::new, FaultyRelay::new);
        add(all, "", Role.BR, ControlFault.values(), ControlFault::properties, ModelRelay::new, ModelRelay::new);
        add(all, "", Role.BR, FragmentFault.values(), FragmentFault::properties, FaultyFragments::new,
                FaultyFragments::new);
        add(all, "EDGE_", Role.CE, EdgeFault.values(), EdgeFault::properties, FaultyEdge::new, FaultyEdge::new);
        add(all, "READER_", Role.DHCPV6, ReaderFault.values(), ReaderFault::properties, FaultyReader::new,
                FaultyReader::new);
        return all;
    }

    private static <F extends Enum<F>> void add(
            List<Mutant> all,
            String prefix,
            Role role,
            F[] faults,
            Function<F, List<String>> properties,
            Supplier<Target> right,
            Function<F, Target> wrong) {
        for (F fault : faults) {
            String toy = fault.getDeclaringClass().getSimpleName();
            all.add(new Mutant(
                    prefix + fault.name(), role, toy, properties.apply(fault), right, () -> wrong.apply(fault)));
        }
    }
}
