package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.fragment.FragmentResult;

/**
 * The verdict on a fragment that is not joined and has no port yet.
 *
 * <p>Static methods only.
 */
public final class FragmentVerdict {
    private FragmentVerdict() {}

    public static Verdict of(FragmentResult result) {
        return switch (result) {
            case HELD -> Verdict.HELD;
            case COMPLETE, PORT_KNOWN -> Verdict.FORWARDED;
            case MALFORMED -> Verdict.DROP_BAD_EXTENSION_HEADER; // of IPv6 only: IPv4 headers have been checked
            case EMPTY -> Verdict.DROP_FRAGMENT_EMPTY;
            case BAD_LENGTH -> Verdict.DROP_FRAGMENT_BAD_LENGTH;
            case TOO_LONG -> Verdict.DROP_FRAGMENT_TOO_LONG;
            case OVER_LIMIT -> Verdict.DROP_FRAGMENT_OVER_LIMIT;
            case HEADERS_TOO_LONG -> Verdict.DROP_FRAGMENT_HEADERS_TOO_LONG;
            case INCOMPLETE_HEADERS -> Verdict.DROP_FRAGMENT_INCOMPLETE_HEADERS;
            case TINY -> Verdict.DROP_FRAGMENT_TINY;
            case DUPLICATE -> Verdict.DROP_FRAGMENT_DUPLICATE;
            case OVERLAP -> Verdict.DROP_FRAGMENT_OVERLAP;
            case TWO_ENDS -> Verdict.DROP_FRAGMENT_TWO_ENDS;
            case BEYOND_END -> Verdict.DROP_FRAGMENT_BEYOND_END;
            case TOO_MANY_FRAGMENTS -> Verdict.DROP_FRAGMENT_TOO_MANY;
            case DISCARDED -> Verdict.DROP_FRAGMENT_DISCARDED;
            case SOURCE_SHARE -> Verdict.DROP_FRAGMENT_SOURCE_SHARE;
            case NO_BUFFER -> Verdict.DROP_FRAGMENT_NO_BUFFER;
            case ECN -> Verdict.DROP_FRAGMENT_ECN;
        };
    }
}
