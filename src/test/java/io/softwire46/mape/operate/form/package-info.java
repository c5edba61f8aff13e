/**
 * Input forms: addresses, ports and protocols, quotes, JSON, access logs and syslog, line by line. The fuzz target gives
 * any octets to each form. Not covered: files and threads, see the tests of the command.
 */
package io.softwire46.mape.operate.form;
