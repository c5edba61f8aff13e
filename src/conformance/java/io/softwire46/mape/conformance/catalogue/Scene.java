package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What drawers know of the product: its limits, and the configurations of the corpus that are inside of them.
 *
 * <p>Not thread-safe.
 */
public final class Scene {
    private final Capabilities capabilities;
    private final Role role;
    private final boolean slow;
    private final Map<String, @Nullable Object> options;
    private final List<World> corpus;

    /** Options that the product can be configured with, or whose values it declares. */
    private final Set<String> declared = new TreeSet<>();

    /** Random cases with other options: once in this number of times. */
    private static final int RARE = 32;

    private static final int WITH_OTHER_OPTIONS = 2;

    private int identification = 1;

    /** The last random configuration, from which many cases are drawn. */
    private @Nullable World recent;

    private ChoiceSequence recentChoices = ChoiceSequence.of();

    /**
     * Returns what drawers of a role know.
     *
     * @param capabilities of the product
     */
    public Scene(Capabilities capabilities, Role role) {
        this(capabilities, role, false);
    }

    /**
     * Returns what drawers of a role know.
     *
     * @param capabilities of the product
     * @param slow whether cases that wait and cases that are many are drawn, too
     */
    public Scene(Capabilities capabilities, Role role, boolean slow) {
        this.capabilities = capabilities;
        this.role = role;
        this.slow = slow;
        this.options = OptionTable.of(capabilities);
        this.corpus = corpus();
        declared.addAll(capabilities.options());
        declared.addAll(capabilities.optionDefaults().keySet());
    }

    private List<World> corpus() {
        List<World> worlds = new ArrayList<>();
        if (role.isEdge()) {
            CorpusEdges.all(options).forEach(setup -> within(setup).ifPresent(worlds::add));
        } else {
            CorpusWorlds.all(options).forEach(domains -> within(domains).ifPresent(worlds::add));
        }
        return worlds;
    }

    private Optional<World> within(List<Domain> domains) {
        return within(new Setup(role, domains, null, Map.of()));
    }

    /** The part of a configuration that is inside of the limits; a customer edge keeps its rule. */
    Optional<World> within(Setup setup) {
        List<Domain> supported = new ArrayList<>();
        int rules = 0;
        for (Domain domain : setup.domains()) {
            List<Domain.Rule> kept = domain.rules().stream()
                    .filter(rule -> Site.of(domain, rule).isWithin(capabilities))
                    .limit(capabilities.maxRules() - rules)
                    .toList();
            rules += kept.size();
            if (!kept.isEmpty()) {
                supported.add(domain.withRules(kept));
            }
        }
        World world = World.of(new Setup(role, supported, setup.endUserPrefix(), setup.as()));
        boolean keepsRule = world.edge()
                .map(Edge::bmr)
                .map(Site::source)
                .equals(World.of(setup).edge().map(Edge::bmr).map(Site::source));
        if (supported.isEmpty() || !keepsRule) {
            return Optional.empty();
        }
        return role == Role.CE_NAT ? Lan.configured(world.setup()).map(World::of) : Optional.of(world);
    }

    /** Returns what the product can do. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /** Returns the role for which cases are drawn. */
    public Role role() {
        return role;
    }

    /** Returns whether cases that wait and cases that are many are drawn, too. */
    public boolean isSlow() {
        return slow;
    }

    /** Whether time can pass in a case: the product has the time that the suite sets, or the suite waits. */
    boolean canWait() {
        return capabilities.virtualClock() || slow;
    }

    /** Whether the suite really waits while time passes in a case. */
    boolean reallyWaits() {
        return slow && !capabilities.virtualClock();
    }

    /**
     * Sets the IPv4 Identification of the next case's first packet.
     *
     * @param value 1 to 65,000; cases of one exchange are at least 16 apart
     */
    public void setIdentification(int value) {
        identification = value;
    }

    /** Returns whether the product answers queries with an operation. */
    boolean asks(String op) {
        return capabilities.queries().containsKey(op);
    }

    /** Returns whether the product answers an operation with a field. */
    boolean asks(String op, String field) {
        return capabilities.queries().getOrDefault(op, List.of()).contains(field);
    }

    /** Returns whether something can be seen of the product, such as {@code counters}. */
    boolean observes(String what) {
        return capabilities.observes().contains(what);
    }

    /** Returns the options that products are configured with. */
    Map<String, @Nullable Object> options() {
        return options;
    }

    /** Returns the configuration of cases that need none. */
    World noWorld() {
        return World.of(role, List.of());
    }

    /** Returns whether there is any configuration inside of the limits. */
    public boolean hasWorlds() {
        return !corpus.isEmpty();
    }

    World world(Choices choices) {
        World cached = recent;
        if (cached != null && choices.takeAll(recentChoices)) {
            return cached;
        }
        int corpusSize = corpus.size();
        int index =
                choices.in(Stage.RULES, () -> choices.aspect(choices.isEnumerating() ? corpusSize : corpusSize + 1));
        return index < corpusSize ? corpus.get(index) : randomWorld(choices);
    }

    /**
     * A configuration; of the corpus only the first ones, which have all kinds and formats. For statements that do not depend on
     * lengths.
     */
    World fewWorlds(Choices choices, int count) {
        World cached = recent;
        if (cached != null && choices.takeAll(recentChoices)) {
            return cached;
        }
        int all = corpus.size();
        int few = Math.min(count, all);
        int index = choices.in(Stage.RULES, () -> choices.aspect(choices.isEnumerating() ? few : all + 1));
        return index < all ? corpus.get(index) : randomWorld(choices);
    }

    /**
     * The configuration, or the same one with other values of those options that can be set. In the corpus only the first
     * configurations have other values: each further one may cost a start of the product.
     *
     * @return empty where there are no other values
     */
    Optional<World> variant(Choices choices, World world, Map<String, Object> values) {
        int kind = choices.in(Stage.OPTIONS, () -> choices.aspect(choices.isEnumerating() ? 2 : RARE));
        return kind == 1 ? withOptions(choices, world, values) : Optional.of(world);
    }

    /** The same configuration with other values of those options that can be set; empty if none of them can. */
    Optional<World> withOptions(Choices choices, World world, Map<String, Object> values) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (capabilities.options().contains(name)) {
                changed.put(name, value);
            }
        });
        boolean isLate = choices.isEnumerating() && corpus.indexOf(world) >= WITH_OTHER_OPTIONS;
        return changed.isEmpty() || isLate ? Optional.empty() : Optional.of(world.with(changed));
    }

    /** Whether a configuration is the first one of the corpus: those that are about many orders use no other. */
    boolean isFirst(World world) {
        return world.isLike(corpus.get(0));
    }

    /** Whether a configuration is the one of the corpus that is also used with other options. */
    boolean isVaried(World world) {
        return world.isLike(corpus.get(Math.min(1, corpus.size() - 1)));
    }

    /** Returns whether products can be configured with an option. */
    boolean sets(String option) {
        return capabilities.options().contains(option);
    }

    /** Returns the decisions from which a random configuration is drawn. */
    public ChoiceSequence randomWorld(long seed) {
        Choices choices = Choices.of(ChoiceSequence.of(corpus.size()), seed);
        recent = world(choices);
        recentChoices = choices.taken();
        return recentChoices;
    }

    private World randomWorld(Choices choices) {
        Domain drawn = RandomDomain.draw(choices, capabilities, options);
        Optional<World> world =
                role.isEdge() ? within(EdgeDraw.draw(choices, drawn)).filter(Scene::isUsable) : within(List.of(drawn));
        return world.orElse(corpus.get(0));
    }

    /** Whether packets to and from the customer edge are known; a longer rule may have its addresses. */
    private static boolean isUsable(World edge) {
        return CeDraw.own(Choices.of(1), edge).isPresent();
    }

    CaseBuilder newCase(String property, World world) {
        return new CaseBuilder(property, world, declared, identification);
    }

    /** Returns the classes of rules that are inside of the limits, as {@code name=value}. */
    public Set<String> ruleClasses() {
        Set<String> names = new TreeSet<>();
        for (World world : corpus) {
            for (Site site : world.sites()) {
                names.addAll(newCase("", world).of(site).build().classNames());
            }
        }
        return names;
    }
}
