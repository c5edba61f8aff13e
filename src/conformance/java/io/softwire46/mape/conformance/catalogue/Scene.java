package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Role;

/**
 * What drawers know of the product.
 *
 * @param capabilities that it declares
 * @param role for which cases are drawn
 */
public record Scene(Capabilities capabilities, Role role) {}
