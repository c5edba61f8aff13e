package io.softwire46.mape.provision.junos;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.softwire46.mape.provision.DomainTexts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Junos configurations that several tests read. Static methods only. */
public final class JunosTexts {
    /** {@link DomainTexts#JUNOS} in braces, as a router shows it, with what else a router shows. */
    static final String BRACES = """
            ## Last commit: 2025-01-01 00:00:00 UTC by user
            version 24.4R1;
            chassis {
                fpc 0 {
                    pic 0 {
                        inline-services {
                            bandwidth 400g;
                        }
                    }
                }
            }
            services {
                service-set SSET1 {
                    softwire-rules SW-RULE1;
                    next-hop-service {
                        inside-service-interface si-0/0/0.1;
                        outside-service-interface si-0/0/0.2;
                    }
                }
                softwire {
                    softwire-concentrator {
                        map-e MAPE-DOMAIN1 {
                            ipv4-prefix 67.91.205.0/24;
                            mape-prefix 2001:db8:ce:ab00::/56;
                            ea-bits-len 16;
                            psid-offset 6;
                            psid-length 8;
                            softwire-address 3001:db8:ffff::1;
                        }
                    }
                    rule SW-RULE1 {
                        match-direction input;
                        term t1 {
                            then {
                                map-e MAPE-DOMAIN1;
                            }
                        }
                    }
                }
            }
            interfaces {
                si-0/0/0 {
                    unit 1 {
                        family inet;
                        family inet6;
                        service-domain inside;
                    }
                    unit 2 {
                        family inet;
                        family inet6;
                        service-domain outside;
                    }
                }
            }
            """;

    /** A CE with a rule of its own that is for other CEs too, and one for others only. RFC 7597 example 1. */
    static final String EDGE = """
            security {
                softwires {
                    map-e home {
                        br-address 2001:db8:ffff::1;
                        end-user-prefix 2001:db8:12:3400::/56;
                        rule bmr {
                            rule-type BMR;
                            ipv4-prefix 192.0.2.0/24;
                            ipv6-prefix 2001:db8::/40;
                            ea-bits-length 16;
                            psid-offset 6;
                            psid-len 8;
                            mtu-v6 1500;
                        }
                        rule fmr1 {
                            rule-type FMR;
                            ipv4-prefix 192.0.2.0/24;
                            ipv6-prefix 2001:db8::/40;
                            ea-bits-length 16;
                            psid-offset 6;
                            psid-len 8;
                            mtu-v6 1500;
                        }
                        rule fmr2 {
                            rule-type FMR;
                            ipv4-prefix 198.51.100.0/24;
                            ipv6-prefix 2001:db8:100::/40;
                            ea-bits-length 16;
                            psid-offset 6;
                            psid-len 8;
                            mtu-v6 1500;
                        }
                        role CE;
                    }
                }
            }
            """;

    private JunosTexts() {}

    static String resource(String name) {
        try (InputStream in = JunosTexts.class.getResourceAsStream("/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JunosConfiguration read(String text) {
        JunosConfiguration read = JunosConfiguration.read(text);
        assertFalse(read.file().isRefused(), () -> read.file().findings().toString());
        return read;
    }

    /** Ids, fields and places of what is no fact. */
    static List<String> problems(JunosConfiguration read) {
        return read.file().findings().stream()
                .map(each -> each.location().line() + ":" + each.location().column() + " "
                        + each.id() + " " + each.severity() + " "
                        + each.field())
                .filter(each -> !each.contains(" info "))
                .toList();
    }
}
