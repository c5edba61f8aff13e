/**
 * Tests of the JSON reader and writer.
 *
 * <p>{@code JsonGrammarTest} covers the grammar of RFC 8259 with accepted and refused texts, {@code
 * JsonValueTest} the messages with line and column, {@code JsonWriterTest} the layout. {@code JsonProperties}
 * proves that reading and writing are inverse, with trees of Java values as the model.
 *
 * <p>Not covered: the schemas of the file formats, see {@code provision}.
 */
package io.softwire46.mape.json;
