/** A product that is a module. */
module product {
    requires io.softwire46.mape;
}
