/**
 * Tests of {@code mape adapter}: {@code AdapterServerTest} sends it the messages of process protocol 1, as a kit does, and messages
 * that it must refuse. Expected values are those of the protocol's description and of RFC 7597 Appendix A.
 */
@NullMarked
package io.softwire46.mape.cli.adapter;

import org.jspecify.annotations.NullMarked;
