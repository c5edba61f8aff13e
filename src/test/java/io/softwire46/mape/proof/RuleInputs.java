package io.softwire46.mape.proof;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import java.util.function.Consumer;

/**
 * Rules for comparisons, built from numbers.
 *
 * <p>Static methods only.
 */
public final class RuleInputs {
    private static final int[] IPV6_LENGTHS = {16, 31, 32, 33, 47, 63, 64, 65, 80, 96, 112, 127, 128};
    private static final int[] IPV4_LENGTHS = {8, 15, 16, 17, 24, 31, 32};
    private static final int[] EA_LENGTHS = {0, 1, 8, 15, 16, 17, 24, 31, 32, 40};

    private RuleInputs() {}

    /** Returns a rule of a random valid shape. */
    public static MapRule random(Inputs inputs) {
        int n = inputs.coin() ? inputs.from(24, 64) : inputs.from(3, 128);
        int r = inputs.from(n < 128 ? 0 : 1, 32);
        int o = inputs.from(r == 0 ? 1 : 0, Math.min(48 - r, 128 - n));
        int q = Math.max(o - (32 - r), 0);
        int k = r + o < 32 ? 0 : q > 0 ? q : inputs.coin() ? inputs.upTo(16) : 0;
        int a = k == 0 ? 0 : inputs.upTo(Math.min(15, 16 - k));
        return rule(n, r, o, a, k, inputs);
    }

    /** Returns a rule of this shape with a random prefix, PSID and format. */
    public static MapRule rule(int n, int r, int o, int a, int k, Inputs inputs) {
        long high = 0x2000_0000_0000_0000L | inputs.word(61) | 1L << 56; // 2000::/3 and not 2002::/16
        high = (high & ~(0xffL << 48) | 0x0a00_0000_0000_0000L >>> 8) & maskHigh(n);
        long low = n <= 64 ? 0 : inputs.word() & -1L << (128 - n);
        int ipv4 = (int) (inputs.word(24) | 0x0b00_0000) & (r == 0 ? 0 : -1 << (32 - r));
        boolean explicit = k > 0 && r + o == 32;
        return MapRule.builder()
                .ipv6Prefix(new IPv6Address(high, low, n))
                .ipv4Prefix(new IPv4Address(ipv4, r))
                .eaLength(o)
                .psidOffset(k == 0 ? null : a)
                .psidLength(k == 0 ? null : k)
                .psid(explicit ? inputs.upTo((1 << k) - 1) : null)
                .format(inputs.coin() ? InterfaceIdFormat.RFC7597 : InterfaceIdFormat.DRAFT03)
                .build();
    }

    private static long maskHigh(int n) {
        return n >= 64 ? -1 : -1L << (64 - n);
    }

    /** Returns the parameters of a rule as numbers. */
    public static RuleWords<Long> words(MapRule rule) {
        boolean shared = rule.isShared();
        return new RuleWords<>(
                (long) rule.ipv6Length(),
                (long) rule.ipv4Length(),
                (long) rule.eaLength(),
                (long) rule.portParameters().psidOffset(),
                (long) rule.portParameters().psidLength(),
                shared && rule.isKeyedByPsid() ? rule.explicitPsid() : 0L,
                rule.ipv6High(),
                rule.ipv6Low(),
                rule.ipv4() & 0xffff_ffffL);
    }

    public static boolean isDraft03(MapRule rule) {
        return rule.format() == InterfaceIdFormat.DRAFT03;
    }

    /** Gives a rule, with a random prefix, for each combination of lengths at the edges of their ranges. */
    public static void edges(Inputs inputs, Consumer<MapRule> each) {
        for (int n : IPV6_LENGTHS) {
            for (int r : IPV4_LENGTHS) {
                for (int o : EA_LENGTHS) {
                    if (n + o <= 128 && r + o <= 48) {
                        int q = Math.max(r + o - 32, 0);
                        for (int k : q > 0 ? new int[] {q} : r + o == 32 ? new int[] {0, 1, 8, 16} : new int[] {0}) {
                            each.accept(rule(n, r, o, 0, k, inputs));
                            each.accept(rule(n, r, o, k == 0 ? 0 : Math.min(15, 16 - k), k, inputs));
                        }
                    }
                }
            }
        }
    }
}
