package io.softwire46.mape.proof;

/**
 * Derivation and decoding of MAP addresses under a rule (RFC 7597 sections 5.2, 5.3 and 6): the arithmetic of {@code MapRule},
 * {@code Bits} and {@code SourceCheck}.
 *
 * @param <W> a word
 * @param <T> a truth value
 */
public class DerivationFormulas<W, T> {
    private static final long LOW_32_BITS = 0xffff_ffffL;

    protected final Words<W, T> words;
    protected final RuleWords<W> rule;
    protected final PortFormulas<W, T> ports;

    /** Whether the interface identifier has the format of draft-ietf-softwire-map-03. */
    private final T draft03;

    public DerivationFormulas(Words<W, T> words, RuleWords<W> rule, T draft03) {
        this.words = words;
        this.rule = rule;
        this.draft03 = draft03;
        ports = new PortFormulas<>(words, rule.a(), rule.k());
    }

    /** Returns whether a rule with these parameters can be built. */
    public T isValid() {
        T lengths = words.all(words.atMost(rule.n(), 128), words.atMost(rule.r(), 32), words.atMost(rule.o(), 48));
        T fits = words.both(
                words.atMost(words.plus(rule.n(), rule.o()), 128), words.atMost(words.plus(rule.r(), rule.o()), 48));
        T sharing = words.both(
                words.implies(words.different(psidLengthInEa(), 0), words.same(rule.k(), psidLengthInEa())),
                words.implies(words.below(words.plus(rule.r(), rule.o()), 32), words.same(rule.k(), 0)));
        T explicit = words.both(
                words.below(rule.psid(), ports.sharingRatio()),
                words.implies(words.different(psidLengthInEa(), 0), words.same(rule.psid(), 0)));
        T prefixes = words.all(
                words.same(words.and(rule.high(), words.not(ipv6MaskHigh(rule.n()))), 0),
                words.same(words.and(rule.low(), words.not(ipv6MaskLow(rule.n()))), 0),
                words.same(words.and(rule.ipv4(), words.not(ipv4Mask(rule.r()))), 0));
        return words.both(words.all(lengths, fits, sharing), words.all(explicit, prefixes, ports.isValid()));
    }

    /** Returns p. */
    public W suffixLength() {
        return words.smaller(rule.o(), words.minus(32, rule.r()));
    }

    /** Returns q. */
    public W psidLengthInEa() {
        return words.minus(rule.o(), suffixLength());
    }

    public W ceIpv4Length() {
        return words.plus(rule.r(), suffixLength());
    }

    public W derivedPrefixLength() {
        return words.plus(rule.n(), rule.o());
    }

    /** Returns a mask of 32 bits. */
    public W ipv4Mask(W length) {
        return words.select(
                words.same(length, 0),
                words.zero(),
                words.and(words.left(words.constant(LOW_32_BITS), words.minus(32, length)), LOW_32_BITS));
    }

    public W ipv6MaskHigh(W length) {
        return words.select(
                words.same(length, 0),
                words.zero(),
                words.select(
                        words.atMost(words.constant(64), length),
                        words.constant(-1),
                        words.left(-1, words.minus(64, length))));
    }

    public W ipv6MaskLow(W length) {
        return words.select(words.atMost(length, 64), words.zero(), words.left(-1, words.minus(128, length)));
    }

    public W extract(W high, W low, W from, W length) {
        W end = words.plus(from, length);
        W inHigh = words.and(words.right(high, words.minus(64, end)), words.mask(length));
        W inLow = words.and(words.right(low, words.minus(128, end)), words.mask(length));
        W across = words.or(
                words.left(words.and(high, words.mask(words.minus(64, from))), words.minus(end, 64)),
                words.right(low, words.minus(128, end)));
        return words.select(
                words.same(length, 0),
                words.zero(),
                words.select(
                        words.atMost(end, 64),
                        inHigh,
                        words.select(words.atMost(words.constant(64), from), inLow, across)));
    }

    public W placeHigh(W value, W from, W length) {
        W end = words.plus(from, length);
        return words.select(
                words.either(words.same(length, 0), words.atMost(words.constant(64), from)),
                words.zero(),
                words.select(
                        words.atMost(end, 64),
                        words.left(value, words.minus(64, end)),
                        words.right(value, words.minus(end, 64))));
    }

    public W placeLow(W value, W from, W length) {
        W end = words.plus(from, length);
        return words.select(
                words.either(words.same(length, 0), words.atMost(end, 64)),
                words.zero(),
                words.left(value, words.minus(128, end)));
    }

    public T containsIpv4(W address) {
        return words.same(words.and(words.xor(address, rule.ipv4()), ipv4Mask(rule.r())), 0);
    }

    public T containsIpv6(W high, W low) {
        return words.both(
                words.same(words.and(words.xor(high, rule.high()), ipv6MaskHigh(rule.n())), 0),
                words.same(words.and(words.xor(low, rule.low()), ipv6MaskLow(rule.n())), 0));
    }

    /** Returns the PSID that a port selects, or {@link PortFormulas#UNASSIGNED}. */
    public W psidOf(W port) {
        W psid = ports.psidOf(port);
        W ofRule = words.select(
                words.either(words.different(psidLengthInEa(), 0), words.same(psid, rule.psid())),
                psid,
                words.constant(PortFormulas.UNASSIGNED));
        return words.select(words.same(rule.k(), 0), words.zero(), ofRule);
    }

    /** Returns whether a CE of the rule owns an address and port. */
    public T hasOwner(W address, W port) {
        return words.both(containsIpv4(address), words.different(psidOf(port), PortFormulas.UNASSIGNED));
    }

    public W eaBits(W address, W psid) {
        W suffix = words.and(words.right(address, words.minus(32, ceIpv4Length())), words.mask(suffixLength()));
        return words.or(
                words.left(suffix, psidLengthInEa()),
                words.select(words.same(psidLengthInEa(), 0), words.zero(), psid));
    }

    public W eaBitsOf(W high, W low) {
        return extract(high, low, rule.n(), rule.o());
    }

    public W ipv4Of(W eaBits) {
        W suffix = words.left(words.right(eaBits, psidLengthInEa()), words.minus(32, ceIpv4Length()));
        return words.or(rule.ipv4(), words.and(suffix, LOW_32_BITS));
    }

    public W psidOfEaBits(W eaBits) {
        return words.select(
                words.same(psidLengthInEa(), 0), rule.psid(), words.and(eaBits, words.mask(psidLengthInEa())));
    }

    public W interfaceId(W eaBits) {
        W psid = words.select(words.same(rule.k(), 0), words.zero(), psidOfEaBits(eaBits));
        W id = words.or(words.left(ipv4Of(eaBits), 16), psid);
        return words.select(draft03, words.left(id, 8), id);
    }

    public W mapAddressHigh(W eaBits) {
        return words.or(rule.high(), placeHigh(eaBits, rule.n(), rule.o()));
    }

    public W mapAddressLow(W eaBits) {
        W prefix = words.or(rule.low(), placeLow(eaBits, rule.n(), rule.o()));
        return words.or(prefix, words.and(interfaceId(eaBits), words.not(ipv6MaskLow(derivedPrefixLength()))));
    }

    /** Returns whether the source check accepts a packet in EA mode. */
    public T acceptsEa(W high, W low, W address, W port) {
        W eaBits = eaBitsOf(high, low);
        T sameAddress = words.same(words.and(words.xor(ipv4Of(eaBits), address), ipv4Mask(ceIpv4Length())), 0);
        T samePort = words.either(words.same(rule.k(), 0), words.same(ports.psidOf(port), psidOfEaBits(eaBits)));
        return words.all(containsIpv6(high, low), sameAddress, samePort);
    }

    /** Returns whether the source check accepts a packet in strict mode. */
    public T acceptsStrict(W high, W low, W address, W port) {
        W eaBits = eaBitsOf(high, low);
        return words.all(
                acceptsEa(high, low, address, port),
                words.same(mapAddressHigh(eaBits), high),
                words.same(mapAddressLow(eaBits), low));
    }
}
