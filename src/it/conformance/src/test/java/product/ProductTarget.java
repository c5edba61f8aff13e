package product;

import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import java.util.ArrayList;
import java.util.List;

/** The product as the kit sees it. */
final class ProductTarget implements Target {
    private List<ConfiguredDomain> domains = List.of();
    private Product product;

    @Override
    public Capabilities capabilities() {
        return Capabilities.builder("product", "1", Role.BR)
                .virtualClock(true)
                .sync(true)
                .reset(true)
                .build();
    }

    @Override
    public Configured configure(Setup setup) {
        try {
            domains = setup.domains().stream().map(ProductTarget::domain).toList();
            reset();
            return Configured.ok();
        } catch (IllegalArgumentException e) {
            return Configured.refused(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean reset() {
        product = new Product(domains);
        return true;
    }

    @Override
    public Exchange exchange(List<Sent> packets, Until until) {
        List<Received> outputs = new ArrayList<>();
        for (int i = 0; i < packets.size(); i++) {
            Sent sent = packets.get(i);
            if (sent.side() == Side.IPV4) {
                product.fromIpv4(sent.octets(), sent.atNanos());
            } else {
                product.fromIpv6(sent.octets(), sent.atNanos());
            }
            for (byte[] octets : product.takeIpv4()) {
                outputs.add(new Received(Side.IPV4, octets, i));
            }
            for (byte[] octets : product.takeIpv6()) {
                outputs.add(new Received(Side.IPV6, octets, i));
            }
        }
        return new Exchange(Exchange.Ended.SYNC, outputs);
    }

    @Override
    public void close() {}

    private static ConfiguredDomain domain(Domain domain) {
        RuleSet rules =
                RuleSet.of(domain.rules().stream().map(ProductTarget::rule).toList());
        List<IPv6Address> relays =
                domain.borderRelay().stream().map(ProductTarget::address).toList();
        return new ConfiguredDomain(
                MapDomain.of(domain.name(), rules, relays, domain.mesh()), ForwardingOptions.defaults());
    }

    private static MapRule rule(Domain.Rule rule) {
        return MapRule.builder()
                .ipv6Prefix(rule.ipv6Prefix())
                .ipv4Prefix(rule.ipv4Prefix())
                .eaLength(rule.eaLength())
                .psidOffset(rule.psidOffset())
                .psidLength(rule.psidLength())
                .psid(rule.psid())
                .forwarding(rule.forwarding())
                .borderRelay(rule.borderRelay() == null ? null : address(rule.borderRelay()))
                .build();
    }

    private static IPv6Address address(String text) {
        return new IPAddressString(text).getAddress().toIPv6();
    }
}
