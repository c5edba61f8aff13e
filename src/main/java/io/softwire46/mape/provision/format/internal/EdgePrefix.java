package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import java.util.Optional;

/**
 * Source that names the End-user prefix of the only CE of a text. Immutable.
 *
 * @param prefix the prefix with its length
 * @param origin where it was taken from, such as the name of a variable
 */
public record EdgePrefix(IPv6Address prefix, String origin) implements ReadResult.Source {
    @Override
    public Optional<IPv6Address> endUserPrefix() {
        return Optional.of(prefix);
    }

    @Override
    public List<ReadResult.OfferedPrefix> offeredPrefixes() {
        return List.of(new ReadResult.OfferedPrefix(prefix, origin));
    }
}
