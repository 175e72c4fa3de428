import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.KeyValueStore;

/** Count the records of some topics per key, exactly once: arguments are servers, application, number of records, topics. */
public final class CountPerKey {
    public static void main(String[] arguments) throws Exception {
        long expected = Long.parseLong(arguments[2]);
        CountDownLatch done = new CountDownLatch(1);
        AtomicLong seen = new AtomicLong();
        AtomicLong first = new AtomicLong();
        AtomicLong last = new AtomicLong();

        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(Arrays.asList(arguments).subList(3, arguments.length), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
            .peek((key, value) -> first.compareAndSet(0, System.nanoTime()))
            .groupByKey(Grouped.with(Serdes.ByteArray(), Serdes.ByteArray()))
            .aggregate(
                () -> 0L,
                (key, value, count) -> {
                    if (seen.incrementAndGet() == expected) {
                        last.set(System.nanoTime());
                        done.countDown();
                    }
                    return count + 1;
                },
                Materialized.<byte[], Long, KeyValueStore<Bytes, byte[]>>as("counts")
                    .withKeySerde(Serdes.ByteArray())
                    .withValueSerde(Serdes.Long()));

        Properties settings = new Properties();
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, arguments[1]);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, Files.createTempDirectory("streams").toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put("auto.offset.reset", "earliest");
        settings.put("max.partition.fetch.bytes", 8 * 1024 * 1024);
        settings.put("max.poll.records", 2000);
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        streams.cleanUp();
        streams.start();
        done.await();
        // Closing commits the last transaction: it belongs to the work as our last commit does.
        streams.close(Duration.ofSeconds(60));
        streams.cleanUp();
        double committed = (System.nanoTime() - first.get()) / 1e9;
        double counted = (last.get() - first.get()) / 1e9;
        System.out.printf("{\"events\": %d, \"seconds\": %.6f, \"committed_s\": %.6f}%n", expected, counted, committed);
        System.exit(0);
    }
}
