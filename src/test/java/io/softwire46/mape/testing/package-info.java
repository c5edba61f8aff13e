/**
 * What the tests of several rooms share: jqwik arbitraries that draw whole valid worlds, not single fields.
 */
package io.softwire46.mape.testing;
