/**
 * The adapter of this library for the conformance kit: process protocol 1 on standard input and output, and the node that it
 * drives. Not exported, except to the kit.
 */
@NullMarked
package io.softwire46.mape.cli.adapter;

import org.jspecify.annotations.NullMarked;
