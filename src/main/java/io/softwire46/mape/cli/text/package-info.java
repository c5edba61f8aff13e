/**
 * Text of the command: paragraphs, pictures of addresses, colours, output files, exit status. Not exported.
 */
@NullMarked
package io.softwire46.mape.cli.text;

import org.jspecify.annotations.NullMarked;
