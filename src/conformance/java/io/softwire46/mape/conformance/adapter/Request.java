package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Until;
import java.util.List;

/**
 * A request of the process protocol, without its number.
 *
 * <p>Immutable.
 */
public sealed interface Request {
    /** Returns the value of {@code cmd}. */
    String name();

    /**
     * Asks for the capabilities.
     *
     * @param suite version of the suite
     */
    record Hello(String suite) implements Request {
        @Override
        public String name() {
            return "hello";
        }
    }

    /**
     * Sets the configuration.
     *
     * @param setup the configuration
     */
    record Configure(Setup setup) implements Request {
        @Override
        public String name() {
            return "configure";
        }
    }

    /**
     * Sends packets.
     *
     * @param packets in the order of their times
     * @param until when to answer
     */
    record Exchange(List<Sent> packets, Until until) implements Request {
        /** Copies the list. */
        public Exchange {
            packets = List.copyOf(packets);
        }

        @Override
        public String name() {
            return "exchange";
        }
    }

    /**
     * Asks about rules.
     *
     * @param query the query
     */
    record Query(io.softwire46.mape.conformance.Query query) implements Request {
        @Override
        public String name() {
            return "query";
        }
    }

    /** Asks for the counters. */
    record Counters() implements Request {
        @Override
        public String name() {
            return "counters";
        }
    }

    /**
     * Lets time pass.
     *
     * @param nanos 0 or more
     */
    record Tick(long nanos) implements Request {
        @Override
        public String name() {
            return "tick";
        }
    }

    /** Empties all state but the configuration. */
    record Reset() implements Request {
        @Override
        public String name() {
            return "reset";
        }
    }

    /** Ends the adapter. */
    record Bye() implements Request {
        @Override
        public String name() {
            return "bye";
        }
    }
}
