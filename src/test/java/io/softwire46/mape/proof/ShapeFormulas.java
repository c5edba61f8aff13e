package io.softwire46.mape.proof;

/**
 * Derivation by rotations and masks, as the data plane does it: the arithmetic of {@code RuleShape} and {@code RuleLines}.
 *
 * @param <W> a word
 * @param <T> a truth value
 */
public class ShapeFormulas<W, T> {
    private final Words<W, T> words;
    private final RuleWords<W> rule;
    private final T draft03;
    private final DerivationFormulas<W, T> derivation;

    public ShapeFormulas(Words<W, T> words, RuleWords<W> rule, T draft03, DerivationFormulas<W, T> derivation) {
        this.words = words;
        this.rule = rule;
        this.draft03 = draft03;
        this.derivation = derivation;
    }

    /** Returns by how many bits the fields of the identifier are further left than in RFC 7597. */
    public W left() {
        return words.select(draft03, words.constant(8), words.zero());
    }

    public W suffixHigh() {
        return derivation.placeHigh(words.mask(derivation.suffixLength()), rule.n(), derivation.suffixLength());
    }

    public W suffixLow() {
        return derivation.placeLow(words.mask(derivation.suffixLength()), rule.n(), derivation.suffixLength());
    }

    public W psidHigh() {
        return derivation.placeHigh(words.mask(derivation.psidLengthInEa()), psidBegin(), derivation.psidLengthInEa());
    }

    public W psidLow() {
        return derivation.placeLow(words.mask(derivation.psidLengthInEa()), psidBegin(), derivation.psidLengthInEa());
    }

    private W psidBegin() {
        return words.plus(rule.n(), derivation.suffixLength());
    }

    public W suffixRotation() {
        return words.minus(rule.n(), words.plus(rule.r(), 16));
    }

    public W psidRotation() {
        return words.minus(psidBegin(), words.plus(rule.a(), 48));
    }

    public W derivedLow() {
        return derivation.ipv6MaskLow(derivation.derivedPrefixLength());
    }

    public W derivedHigh() {
        return derivation.ipv6MaskHigh(derivation.derivedPrefixLength());
    }

    public W key(W address, W port) {
        return words.or(words.left(address, 16), port);
    }

    /** Returns a key with the suffix at its place in the EA bits. */
    public W suffixRotated(W key) {
        return words.rotateRight(key, suffixRotation());
    }

    /** Returns a key with the PSID at its place in the EA bits. */
    public W psidRotated(W key) {
        return words.rotateRight(key, psidRotation());
    }

    public W eaHigh(W key) {
        return words.or(words.and(suffixRotated(key), suffixHigh()), words.and(psidRotated(key), psidHigh()));
    }

    public W eaLow(W key) {
        return words.or(words.and(suffixRotated(key), suffixLow()), words.and(psidRotated(key), psidLow()));
    }

    /** Returns the EA bits of an address at their places in a key. */
    public W ofEa(W high, W low) {
        W suffix = words.or(words.and(high, suffixHigh()), words.and(low, suffixLow()));
        W psid = words.or(words.and(high, psidHigh()), words.and(low, psidLow()));
        return words.or(words.rotateLeft(suffix, suffixRotation()), words.rotateLeft(psid, psidRotation()));
    }

    public W addressInId() {
        return words.and(
                words.left(derivation.ipv4Mask(derivation.ceIpv4Length()), words.plus(left(), 16)),
                words.not(derivedLow()));
    }

    public W psidInId() {
        W ratio = words.minus(derivation.ports.sharingRatio(), 1);
        W psid = words.select(words.same(derivation.psidLengthInEa(), 0), words.zero(), ratio);
        return words.and(words.left(psid, left()), words.not(derivedLow()));
    }

    /** Returns a key with the address at its place in the interface identifier. */
    public W addressRotatedInId(W key) {
        return words.rotateRight(key, words.minus(words.zero(), left()));
    }

    /** Returns a key with the PSID at its place in the interface identifier. */
    public W psidRotatedInId(W key) {
        return words.rotateRight(key, words.minus(derivation.ports.contiguousBits(), left()));
    }

    public W interfaceId(W key) {
        return words.or(words.and(addressRotatedInId(key), addressInId()), words.and(psidRotatedInId(key), psidInId()));
    }

    /** Returns the lower half of a rule's prefix, with the explicit PSID in the interface identifier. */
    public W lineLow() {
        W explicit = words.and(words.left(rule.psid(), left()), words.not(derivedLow()));
        return words.or(rule.low(), explicit);
    }

    public W mapAddressHigh(W key) {
        return words.or(rule.high(), eaHigh(key));
    }

    public W mapAddressLow(W key) {
        return words.or(lineLow(), words.or(eaLow(key), interfaceId(key)));
    }

    public W firstPort() {
        return words.select(
                words.same(rule.k(), 0),
                words.zero(),
                words.and(words.right(words.constant(0x10000), rule.a()), 0xffff));
    }

    private W explicitPorts() {
        return words.select(
                words.both(words.different(rule.k(), 0), words.same(derivation.psidLengthInEa(), 0)),
                words.left(words.minus(derivation.ports.sharingRatio(), 1), derivation.ports.contiguousBits()),
                words.zero());
    }

    /** Returns the lowest port of the CE that the EA bits of an address select. */
    public W portOf(W high, W low) {
        W psid = words.or(
                words.rotateLeft(words.and(high, psidHigh()), psidRotation()),
                words.rotateLeft(words.and(low, psidLow()), psidRotation()));
        W explicit = words.and(words.left(rule.psid(), derivation.ports.contiguousBits()), explicitPorts());
        return words.or(words.or(words.and(psid, 0xffff_ffffL), firstPort()), explicit);
    }

    /** Returns whether the EA bits of a source identify an IPv4 address and port. */
    public T ownsByEaBits(W high, W low, W address, W port) {
        W key = key(address, port);
        T sameHigh = words.same(words.and(words.xor(mapAddressHigh(key), high), derivedHigh()), 0);
        T sameLow = words.same(words.and(words.xor(words.or(lineLow(), eaLow(key)), low), derivedLow()), 0);
        return words.all(sameHigh, sameLow, derivation.containsIpv4(address), ownsPort(port));
    }

    /** Returns whether a CE of the rule owns a port: it is assigned, and has the explicit PSID if there is one. */
    public T ownsPort(W port) {
        W explicit = words.left(rule.psid(), derivation.ports.contiguousBits());
        T agrees = words.same(words.and(words.xor(port, explicit), explicitPorts()), 0);
        return words.either(words.same(rule.k(), 0), words.both(words.atMost(firstPort(), port), agrees));
    }

    /** Returns whether a source in the prefix is the MAP address of the CE that its own EA bits identify. */
    public T isMapAddress(W high, W low) {
        W key = words.or(key(rule.ipv4(), words.zero()), ofEa(high, low));
        return words.both(words.same(mapAddressHigh(key), high), words.same(mapAddressLow(key), low));
    }
}
