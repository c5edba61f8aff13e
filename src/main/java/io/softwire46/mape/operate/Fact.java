package io.softwire46.mape.operate;

/**
 * A value that a step of an explanation has read or computed. Immutable.
 *
 * @param name what the value is, such as {@code source port}
 * @param value the value as text
 * @param firstOctet the first octet of the received IP packet that shows the value, from 0; -1 if no octet does
 * @param lastOctet the last such octet; -1 if no octet does
 */
public record Fact(String name, String value, int firstOctet, int lastOctet) {}
