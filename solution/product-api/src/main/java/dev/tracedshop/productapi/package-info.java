/** Holds the functions behind the shop's HTTP API for products, their domain and their adapters. */
@NullMarked
package dev.tracedshop.productapi;

import org.jspecify.annotations.NullMarked;
