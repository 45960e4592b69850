package dev.roomscribe.session.routing;

import dev.roomscribe.cluster.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The order in which nodes are asked to run a new session: the one with the most free capacity first. */
final class Placement {
    private static final Comparator<Node> ORDER =
            Comparator.comparingInt(Node::freeStreams).reversed().thenComparing(Node::id);

    private Placement() {}

    /**
     * Returns the nodes that accept sessions, the best one first: this node, if it is as good as the best other one.
     *
     * @param live the nodes as they last described themselves
     * @param self this node as it is now
     */
    static List<Node> order(List<Node> live, Node self) {
        List<Node> order = new ArrayList<>(live.stream()
                .filter(node -> node.accepts() && !node.id().equals(self.id()))
                .sorted(ORDER)
                .toList());
        if (self.accepts()) {
            order.add(
                    (int) order.stream()
                            .takeWhile(node -> node.freeStreams() > self.freeStreams())
                            .count(),
                    self);
        }
        return order;
    }

    /** Returns how many other nodes are preferred to this one; each node gets another number, so that one begins. */
    static int rank(List<Node> live, Node self) {
        return (int) live.stream()
                .filter(node -> node.accepts() && !node.id().equals(self.id()) && ORDER.compare(node, self) < 0)
                .count();
    }
}
