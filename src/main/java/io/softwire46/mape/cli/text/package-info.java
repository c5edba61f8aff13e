/**
 * Layout of the command's output: paragraphs, pictures of addresses, colours, files. Not exported.
 */
@NullMarked
package io.softwire46.mape.cli.text;

import org.jspecify.annotations.NullMarked;
