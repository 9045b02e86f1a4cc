package dev.tracedshop.supplier;

/** Knows how the supplier shall behave now. */
@FunctionalInterface
interface BehaviourSource {

    /**
     * Returns the behaviour that is set now.
     *
     * @throws UnknownBehaviourException if what is set is no behaviour
     */
    Behaviour current();
}
