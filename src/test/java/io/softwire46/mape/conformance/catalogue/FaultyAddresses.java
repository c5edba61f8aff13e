package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.catalogue.CalculatorFault.*;
import static io.softwire46.mape.conformance.catalogue.FaultyCalculator.with;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.judge.IpText;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import java.util.Set;

/**
 * Addresses of a calculator with faults (RFC 7597 sections 5.2 and 6).
 *
 * <p>Not thread-safe.
 */
final class FaultyAddresses {
    private static final String[] ADDRESSES = {"mapAddress", "mapAddressFromRule"};

    private final Set<CalculatorFault> faults;

    FaultyAddresses(Set<CalculatorFault> faults) {
        this.faults = faults;
    }

    private boolean has(CalculatorFault fault) {
        return faults.contains(fault);
    }

    Answer ofCe(Query query, Answer answer) {
        Site site = FaultyCalculator.site(query);
        NaiveMap.Rule rule = site.rule();
        if (has(NO_EMPTY_IPV4_PREFIX) && rule.ipv4().isEmpty()) {
            return Answer.refused("ipv4Prefix has no length");
        }
        boolean isRefused = (has(NO_PREFIXES) && site.isOfPrefixKind())
                || (has(NO_OVERLAY) && site.isOverlaid())
                || (has(OFFSET_0_IS_NONE) && rule.offset() == 0 && rule.psidBits() > 10);
        if (isRefused) {
            return Answer.refused("not supported");
        }
        NaiveMap.Ce ce = NaiveMap.ce(
                        rule, Site.bits(String.valueOf(query.fields().get("endUserPrefix"))))
                .orElseThrow();
        Answer changed = answer;
        int k = rule.psidBits();
        if (has(PSID_OF_FIRST_EA_BITS) && rule.ea() > k && k > 0 && rule.ea() <= 32) {
            changed = with(changed, "psid", Integer.parseInt(ce.ea().substring(0, k), 2));
        }
        if (has(PSID_OF_RULE_IGNORED) && site.hasOwnPsid()) {
            changed = with(changed, "psid", 0);
        }
        if (has(OFFSET_WITHOUT_SHARING) && !rule.isShared() && rule.offset() > 0) {
            int first = 1 << (16 - rule.offset());
            changed = with(changed, "portCount", 65_536 - first, "firstRange", Queries.range(first, 65_535));
        }
        for (String name : ADDRESSES) {
            byte[] address = Bytes.address(String.valueOf(answer.fields().get(name)));
            boolean isFromRule = name.equals(ADDRESSES[1]);
            changed = with(changed, name, IpText.of(address(site, ce, address, isFromRule)));
        }
        return changed;
    }

    private byte[] address(Site site, NaiveMap.Ce ce, byte[] right, boolean isFromRule) {
        NaiveMap.Rule rule = site.rule();
        byte[] address = right.clone();
        int octet = rule.draft03() ? 9 : 10;
        int k = rule.psidBits();
        boolean isPlain = site.eaEnd() <= 64;
        if (has(PREFIX_WITH_HOST_BITS)
                && isFromRule
                && site.isOfPrefixKind()
                && !rule.ipv4().isEmpty()) {
            address[octet + 3] |= 1;
        }
        if (has(WHOLE_ADDRESS_WITH_PSID) && rule.ipv4().length() == 32 && rule.ea() == 8) {
            address[octet + 3] = Bytes.ofBits(ce.psid())[0];
        }
        if (has(DRAFT_03_AS_RFC_7597) && rule.draft03()) {
            NaiveMap.Rule other =
                    new NaiveMap.Rule(rule.ipv6(), rule.ipv4(), rule.ea(), rule.offset(), rule.explicitPsid(), false);
            NaiveMap.Ce read = NaiveMap.ce(other, rule.ipv6() + ce.ea()).orElseThrow();
            return Bytes.ofBits(read.mapAddressFromRule());
        }
        if (has(PSID_OF_8_BITS) && isPlain && k > 0 && k < 8) {
            address[octet + 5] <<= 8 - k;
        }
        if (has(PSID_AT_THE_LEFT) && isPlain && site.hasOwnPsid()) {
            Bytes.put16(address, octet + 4, Bytes.u16(address, octet + 4) << (16 - k));
        }
        if (has(PSID_WITHOUT_SHARING) && isPlain && k == 0) {
            address[octet + 5] = 0x34;
        }
        if (site.isOverlaid() && rule.isShared()) {
            overlay(site, ce, address);
        }
        return address;
    }

    private void overlay(Site site, NaiveMap.Ce ce, byte[] address) {
        String prefix = site.rule().ipv6() + ce.ea();
        String psid = Text.bits(Long.parseLong(ce.psid(), 2), 16);
        String fields = "0".repeat(site.rule().draft03() ? 8 : 16) + ce.ipv4() + psid;
        String identifier = Text.right(fields, 64);
        if (has(OVERLAY_BY_OR)) {
            byte[] plain = Bytes.ofBits(identifier);
            for (int i = 0; i < plain.length; i++) {
                address[8 + i] |= plain[i];
            }
        }
        if (has(OVERLAY_MOVES_THE_IDENTIFIER)) {
            byte[] moved = Bytes.ofBits((prefix + identifier).substring(0, 128));
            System.arraycopy(moved, 0, address, 0, address.length);
        }
    }

    /** Answers about the owner of a port, and about the meaning of an address. */
    Answer found(Query query, Answer answer) {
        if (!answer.isOk()) {
            return answer;
        }
        Site site = FaultyCalculator.site(query);
        if (has(DECODES_INTERFACE_ID) && query.op().equals("decode") && site.isOverlaid()) {
            int octet = site.rule().draft03() ? 9 : 10;
            byte[] address = Bytes.address(String.valueOf(query.fields().get("mapAddress")));
            return with(answer, "ipv4", IpText.of(Bytes.part(address, octet, octet + 4)));
        }
        if (has(OWNER_WITHOUT_OFFSET) && query.op().equals("owner") && site.isShared()) {
            int port = FaultyCalculator.number(query.fields().get("port"), 0);
            return with(answer, "psid", port >>> (16 - site.rule().psidBits()));
        }
        return answer;
    }
}
