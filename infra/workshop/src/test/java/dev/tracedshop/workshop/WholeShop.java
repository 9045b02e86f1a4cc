package dev.tracedshop.workshop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests with a whole shop at work: the {@linkplain SharedShop shared one}, which their methods may take as a parameter, or one of their own.
 *
 * <p>One such class runs at a time. They wait for the shop's rest, which another's requests would keep from it; and two whole shops that
 * start at once on two processors start so slowly that their callers give them up. Tests without it run beside them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SharedShop.class)
@ResourceLock("a whole shop")
@interface WholeShop {}
