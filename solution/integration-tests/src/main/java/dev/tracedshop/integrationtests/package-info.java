/**
 * What a client of the shop may rely on, checked over HTTP alone. A contract is a test class without an address: whoever
 * has a shop extends it and says where the shop is.
 */
@NullMarked
package dev.tracedshop.integrationtests;

import org.jspecify.annotations.NullMarked;
