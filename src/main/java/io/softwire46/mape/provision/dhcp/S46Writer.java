package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import io.softwire46.mape.provision.format.internal.PrefixField;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes S46 options. It writes the value of an option first, and then copies it after the length.
 *
 * <p>Not thread-safe: use one instance per output.
 */
final class S46Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(out.toByteArray());
    }

    void container(S46Container container) {
        option(container.mechanism().container(), inside -> {
            container.rules().forEach(inside::rule);
            container.binding().ifPresent(inside::binding);
            container.borderRelays().forEach(address -> inside.option(S46Option.BR, br -> br.address(address, 16)));
            container.dmr().ifPresent(dmr -> inside.option(S46Option.DMR, value -> value.prefix(dmr)));
        });
    }

    void priority(List<S46Container.Mechanism> mechanisms) {
        option(
                S46Option.PRIORITY,
                list -> mechanisms.forEach(each -> list.u16(each.container().code())));
    }

    void bindPrefix(IPv6Address prefix) {
        option(S46Option.BIND_IPV6_PREFIX, value -> value.prefix(prefix));
    }

    void borderRelay(IPv6Address address) {
        option(S46Option.BR, value -> value.address(address, 16));
    }

    private void rule(S46Rule rule) {
        option(S46Option.RULE, value -> {
            // RFC 7598 section 4.1: reserved bits must be zero, also if they were received otherwise.
            value.u8(rule.isForwarding() ? S46Rule.FORWARDING : 0);
            value.u8(rule.eaLength());
            value.u8(rule.ipv4Length());
            value.u32(Addresses.bits(rule.ipv4Prefix()));
            value.prefix(rule.ipv6Prefix());
            rule.portParameters().ifPresent(value::portParameters);
        });
    }

    private void binding(S46Container.Binding binding) {
        option(S46Option.V4V6BIND, value -> {
            value.u32(binding.toMapRule().ipv4());
            value.prefix(binding.ipv6Prefix());
            binding.portParameters().ifPresent(value::portParameters);
        });
    }

    private void portParameters(S46Rule.Ports ports) {
        option(S46Option.PORTPARAMS, value -> value.portParametersValue(ports));
    }

    void portParametersValue(S46Rule.Ports ports) {
        u8(ports.offset());
        u8(ports.psidLength());
        u16(ports.psidField());
    }

    private void option(S46Option option, Consumer<S46Writer> content) {
        S46Writer value = new S46Writer();
        content.accept(value);
        if (value.out.size() > 0xffff) {
            throw MapConfigurationException.syntax(
                    option.toString(),
                    value.out.size() + " octets",
                    "exceeds the maximum of an option, 65535; use fewer rules per CE",
                    OptionOctets.RFC);
        }
        u16(option.code());
        u16(value.out.size());
        out.writeBytes(value.out.toByteArray());
    }

    private void prefix(IPv6Address prefix) {
        int length = prefix.getNetworkPrefixLength() == null ? 128 : prefix.getNetworkPrefixLength();
        u8(length);
        address(prefix, PrefixField.octetsOf(length));
    }

    void address(IPv6Address address, int octets) {
        long[] bits = Addresses.bits(address);
        for (int i = 0; i < octets; i++) {
            u8((int) (bits[i / 8] >>> (56 - 8 * (i % 8))) & 0xff);
        }
    }

    private void u8(int value) {
        out.write(value);
    }

    private void u16(int value) {
        u8(value >>> 8);
        u8(value);
    }

    private void u32(int value) {
        u16(value >>> 16);
        u16(value);
    }
}
