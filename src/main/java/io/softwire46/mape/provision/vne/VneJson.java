package io.softwire46.mape.provision.vne;

import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.RelaxedJson;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.JsonSource;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import org.jspecify.annotations.Nullable;

/** Parts that both formats have. Static methods only. */
final class VneJson {
    static final String DOMAIN_RFC = DomainSyntax.DOMAIN_RFC;
    static final String RULE_RFC = DomainSyntax.RULE_RFC;

    private VneJson() {}

    /** Parses JSON or JSONP; returns null if the text has an error, which is added. */
    static @Nullable JsonValue parse(String text, DomainReading reading) {
        return JsonSource.value(RelaxedJson.plain(text).text(), reading);
    }

    static void require(LenientJsonFields fields, String member, @Nullable Object value) {
        if (value == null && fields.get(member) == null) {
            fields.missing(member, "is missing; add it");
        }
    }
}
