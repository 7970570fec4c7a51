package io.worldreel.minestom;

import io.worldreel.format.Event;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import net.minestom.server.event.EventNode;
import net.minestom.server.event.entity.EntityAttackEvent;
import net.minestom.server.event.entity.EntityDamageEvent;
import net.minestom.server.event.entity.EntityDeathEvent;
import net.minestom.server.event.instance.InstanceBlockUpdateEvent;
import net.minestom.server.event.player.PlayerBlockBreakEvent;
import net.minestom.server.event.player.PlayerBlockInteractEvent;
import net.minestom.server.event.player.PlayerBlockPlaceEvent;
import net.minestom.server.event.player.PlayerChangeHeldSlotEvent;
import net.minestom.server.event.player.PlayerChatEvent;
import net.minestom.server.event.player.PlayerDeathEvent;
import net.minestom.server.event.player.PlayerHandAnimationEvent;
import net.minestom.server.event.player.PlayerInputEvent;
import net.minestom.server.event.player.PlayerUseItemEvent;
import net.minestom.server.event.trait.CancellableEvent;
import org.jspecify.annotations.Nullable;

/** Hears what happens on a server, on whichever threads it happens, and keeps it until the tick's end; so much and no more. */
final class Happenings {
    private static final int MOST = 10_000;

    private final BlockingQueue<Happening> waiting = new ArrayBlockingQueue<>(MOST);
    private final AtomicLong lost = new AtomicLong();

    /** Hears a node. What was cancelled by those before is not heard. */
    void hear(EventNode<net.minestom.server.event.Event> node) {
        hear(node, InstanceBlockUpdateEvent.class, event -> Happening.blockChange(event.getInstance(),
                event.getBlockPosition(), event.getBlock()));
        hear(node, PlayerBlockBreakEvent.class, event -> Happening.input(event.getPlayer(), "break",
                Happening.block(event.getBlockPosition(), event.getBlock())));
        hear(node, PlayerBlockPlaceEvent.class, event -> Happening.input(event.getPlayer(), "place",
                Happening.block(event.getBlockPosition(), event.getBlock())));
        hear(node, PlayerBlockInteractEvent.class, event -> Happening.input(event.getPlayer(), "interact",
                Happening.block(event.getBlockPosition(), event.getBlock())));
        hear(node, PlayerHandAnimationEvent.class, event -> Happening.input(event.getPlayer(), "swing",
                word("hand", event.getHand().name())));
        hear(node, PlayerUseItemEvent.class, event -> Happening.input(event.getPlayer(), "use",
                word("hand", event.getHand().name()) + word("item", event.getItemStack().material().key().asString())));
        hear(node, PlayerChangeHeldSlotEvent.class, event -> Happening.input(event.getPlayer(), "slot",
                ",\"slot\":" + event.getNewSlot()));
        hear(node, PlayerInputEvent.class, Happenings::keys);
        hear(node, PlayerChatEvent.class, event -> new Happening("chat", Optional.of(event.getPlayer()),
                Optional.empty(), Event.Encoding.TEXT, event.getRawMessage()));
        hear(node, EntityAttackEvent.class, event -> new Happening("attack", Optional.of(event.getEntity()),
                Optional.of(event.getTarget()), Event.Encoding.JSON, "{"));
        hear(node, EntityDamageEvent.class, event -> new Happening("damage", Optional.of(event.getEntity()),
                Optional.ofNullable(event.getDamage().getAttacker()), Event.Encoding.JSON,
                "{\"amount\":" + event.getDamage().getAmount()));
        hear(node, EntityDeathEvent.class, event -> new Happening("death", Optional.of(event.getEntity()),
                Optional.empty(), Event.Encoding.NONE, ""));
        hear(node, PlayerDeathEvent.class, event -> new Happening("death", Optional.of(event.getPlayer()),
                Optional.empty(), Event.Encoding.NONE, ""));
    }

    private <E extends net.minestom.server.event.Event> void hear(EventNode<net.minestom.server.event.Event> node,
            Class<E> type, Function<E, @Nullable Happening> telling) {
        node.addListener(type, event -> {
            if (event instanceof CancellableEvent cancellable && cancellable.isCancelled()) {
                return;
            }
            Happening happening = telling.apply(event);
            if (happening != null && !waiting.offer(happening)) {
                lost.incrementAndGet();
            }
        });
    }

    private static String word(String member, String word) {
        return ",\"" + member + "\":\"" + word.toLowerCase(Locale.ROOT) + '"';
    }

    /** Which keys were pressed and released; null if none. */
    private static @Nullable Happening keys(PlayerInputEvent event) {
        StringBuilder pressed = new StringBuilder();
        StringBuilder released = new StringBuilder();
        key(pressed, released, "forward", event.hasPressedForwardKey(), event.hasReleasedForwardKey());
        key(pressed, released, "backward", event.hasPressedBackwardKey(), event.hasReleasedBackwardKey());
        key(pressed, released, "left", event.hasPressedLeftKey(), event.hasReleasedLeftKey());
        key(pressed, released, "right", event.hasPressedRightKey(), event.hasReleasedRightKey());
        key(pressed, released, "jump", event.hasPressedJumpKey(), event.hasReleasedJumpKey());
        key(pressed, released, "shift", event.hasPressedShiftKey(), event.hasReleasedShiftKey());
        key(pressed, released, "sprint", event.hasPressedSprintKey(), event.hasReleasedSprintKey());
        return pressed.isEmpty() && released.isEmpty()
                ? null
                : Happening.input(event.getPlayer(), "keys",
                        ",\"pressed\":[" + pressed + "],\"released\":[" + released + ']');
    }

    private static void key(StringBuilder pressed, StringBuilder released, String name, boolean press,
            boolean release) {
        if (press || release) {
            StringBuilder list = press ? pressed : released;
            list.append(list.isEmpty() ? "" : ",").append('"').append(name).append('"');
        }
    }

    /** The next, in the order in which they were heard; null if there is none. */
    @Nullable
    Happening next() {
        return waiting.poll();
    }

    /** How many did not find room since this was asked last. */
    long lost() {
        return lost.getAndSet(0);
    }
}
