package io.worldreel.publisher.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ByteString;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.Tools;
import io.worldreel.publisher.bencode.BencodeValue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The DHT of IPv6 (BEP 32), which is a network of its own. */
class ItemClientV6Test {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    private static final ByteString SALT = ByteString.utf8("arena");

    @Test
    void itemsGoToBothNetworksAndAreFoundInEither() throws Exception {
        InetAddress six = InetAddress.ofLiteral("::1");
        Tools.unless(NetworkInterface.getByInetAddress(six) != null, "this machine has no ::1");
        var four = InetAddress.getLoopbackAddress();
        var everywhere = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);
        try (var nodes6 = DhtNodes.start(six, 12);
                var nodes4 = DhtNodes.start(four, 12);
                var publisher = new ItemClient(everywhere, new Random(1));
                var follower6 = new ItemClient(new InetSocketAddress(six, 0), new Random(2));
                var follower4 = new ItemClient(new InetSocketAddress(four, 0), new Random(3))) {
            publisher.addEntries(nodes6.addresses().subList(6, 12));
            publisher.addEntries(nodes4.addresses().subList(6, 12));
            follower6.addEntries(nodes6.addresses().subList(8, 12));
            follower6.addEntries(List.of(new InetSocketAddress(four, 1))); // of no use to it
            follower4.addEntries(nodes4.addresses().subList(8, 12));
            var item = MutableItem.sign(KEY, SALT, 1, BencodeValue.of("head 1"));
            assertThat(publisher.put(item, OptionalLong.empty()).stored()).as("eight nodes in each")
                    .isEqualTo(2 * NodeSearch.NEAREST);
            for (var follower : List.of(follower6, follower4)) {
                var found = follower.get(KEY.publicKey(), SALT);
                assertThat(found.newest()).contains(item);
                assertThat(found.nodes()).isEqualTo(NodeSearch.NEAREST);
            }
        }
    }
}
