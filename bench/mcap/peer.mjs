// MCAP's part of the comparison with peers: writes a match as one message a frame in zstd chunks, asks the same questions, prints a figure a line.
// node peer.mjs MATCH.csv.gz OUT.mcap TIMES ENTITY RADIUS X Y Z TICK...
import fs from "node:fs";
import { performance } from "node:perf_hooks";
import zlib from "node:zlib";
import zstd from "@foxglove/wasm-zstd";
import { McapIndexedReader, McapWriter } from "@mcap/core";
import { FileHandleReadable, FileHandleWritable } from "@mcap/nodejs";

const FLOATS = 13;
const WARM_UP = 5000;
const ENTITY_BYTES = 8 + 4 * FLOATS + 1;
const [csv, file, timesWord, entityWord, radiusWord, ...numbers] = process.argv.slice(2);
const entity = BigInt(entityWord);
const radius = Number(radiusWord);
const [px, py, pz] = numbers.slice(0, 3).map(Number);
const ticks = numbers.slice(3).map(Number);

function readMatch() {
  const frames = [];
  let frame;
  for (const line of zlib.gunzipSync(fs.readFileSync(csv)).toString("utf8").split("\n").slice(1)) {
    if (line === "") {
      continue;
    }
    const cells = line.split(",");
    const tick = Number(cells[0]);
    if (frame?.tick !== tick) {
      frame = { tick, time: BigInt(Math.round(Number(cells[1]) * 1e9)), rows: [] };
      frames.push(frame);
    }
    frame.rows.push({ entity: BigInt(cells[2]), sleeping: Number(cells[4]), values: cells.slice(5).map(Number) });
  }
  return repeat(frames, Number(timesWord));
}

// The match again and again, right after its end, by the same entities.
function repeat(frames, times) {
  const once = frames.length;
  const tickSpan = frames[once - 1].tick + 1 - frames[0].tick;
  const timeSpan = frames[once - 1].time - frames[0].time;
  const between = timeSpan / BigInt(tickSpan - 1);
  for (let i = once; i < times * once; i++) {
    const { tick, time, rows } = frames[i - once];
    frames.push({ tick: tick + tickSpan, time: time + timeSpan + between, rows });
  }
  return frames;
}

function encode(frame) {
  const bytes = new Uint8Array(frame.rows.length * ENTITY_BYTES);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const row of frame.rows) {
    view.setBigInt64(at, row.entity, true);
    row.values.forEach((value, i) => view.setFloat32(at + 8 + 4 * i, value, true));
    view.setUint8(at + 8 + 4 * FLOATS, row.sleeping);
    at += ENTITY_BYTES;
  }
  return bytes;
}

async function write(frames) {
  const handle = await fs.promises.open(file, "w");
  const writer = new McapWriter({
    writable: new FileHandleWritable(handle),
    compressChunk: (data) => ({ compression: "zstd", compressedData: zstd.compress(data) }),
  });
  await writer.start({ profile: "", library: "bench" });
  const schemaId = await writer.registerSchema({ name: "frame", encoding: "", data: new Uint8Array() });
  const channelId = await writer.registerChannel({ schemaId, topic: "frames", messageEncoding: "raw", metadata: new Map() });
  for (const frame of frames) {
    await writer.addMessage({ channelId, sequence: frame.tick, logTime: frame.time, publishTime: frame.time, data: encode(frame) });
  }
  await writer.end();
  await handle.close();
}

async function withReader(use) {
  const handle = await fs.promises.open(file, "r");
  const reader = await McapIndexedReader.Initialize({
    readable: new FileHandleReadable(handle),
    decompressHandlers: { zstd: (data, size) => zstd.decompress(data, Number(size)) },
  });
  try {
    return await use(reader);
  } finally {
    await handle.close();
  }
}

async function eachRow(reader, visit) {
  for await (const message of reader.readMessages()) {
    const view = new DataView(message.data.buffer, message.data.byteOffset, message.data.byteLength);
    for (let at = 0; at < view.byteLength; at += ENTITY_BYTES) {
      visit(view, at, message.sequence);
    }
  }
}

async function state(reader, time) {
  let sum = 0;
  const seen = new Set();
  for await (const message of reader.readMessages({ endTime: time, reverse: true })) {
    const view = new DataView(message.data.buffer, message.data.byteOffset, message.data.byteLength);
    for (let at = 0; at < view.byteLength; at += ENTITY_BYTES) {
      const entity = view.getBigInt64(at, true);
      if (seen.has(entity)) {
        continue;
      }
      seen.add(entity);
      for (let i = 0; i < FLOATS; i++) {
        const value = view.getFloat32(at + 8 + 4 * i, true);
        sum += i === 0 ? value : 0;
      }
    }
  }
  return sum;
}

async function track(reader) {
  let sum = 0;
  await eachRow(reader, (view, at) => {
    if (view.getBigInt64(at, true) === entity) {
      sum += view.getFloat32(at + 8, true) + view.getFloat32(at + 12, true) + view.getFloat32(at + 16, true);
    }
  });
  return sum;
}

async function near(reader) {
  let count = 0;
  await eachRow(reader, (view, at) => {
    const dx = view.getFloat32(at + 8, true) - px;
    const dy = view.getFloat32(at + 12, true) - py;
    const dz = view.getFloat32(at + 16, true) - pz;
    count += dx * dx + dy * dy + dz * dz <= radius * radius ? 1 : 0;
  });
  return count;
}

async function scan(reader) {
  const sums = new Map();
  await eachRow(reader, (view, at) => {
    const key = view.getBigInt64(at, true);
    const [x, y, z] = [36, 40, 44].map((offset) => view.getFloat32(at + offset, true));
    const entry = sums.get(key) ?? { n: 0, sum: 0 };
    entry.n++;
    entry.sum += Math.sqrt(x * x + y * y + z * z);
    sums.set(key, entry);
  });
  return [...sums.values()].reduce((sum, entry) => sum + entry.sum / entry.n, 0);
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function timed(rounds, warmUpMillis, work) {
  const millis = [];
  let answer;
  for (const begun = performance.now(); performance.now() - begun < warmUpMillis; ) {
    await work(0);
  }
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    answer = await work(i);
    millis.push(performance.now() - start);
  }
  return { ms: median(millis), answer };
}

await zstd.isLoaded;
const frames = readMatch();
const times = new Map(frames.map((frame) => [frame.tick, frame.time]));
const moment = (i) => times.get(ticks[i % ticks.length]);
const result = { write: await timed(3, 0, () => write(frames)) };
result.stateCold = await timed(51, WARM_UP, (i) => withReader((reader) => state(reader, moment(i))));
await withReader(async (reader) => {
  result.stateWarm = await timed(51, WARM_UP, (i) => state(reader, moment(i)));
  result.track = await timed(51, WARM_UP, () => track(reader));
  result.near = await timed(51, WARM_UP, () => near(reader));
  result.scan = await timed(51, WARM_UP, () => scan(reader));
  for (let i = 0; i < 10; i++) {
    console.log(`check${3 + i}=${await state(reader, moment(i))}`);
  }
});
console.log(`bytes=${fs.statSync(file).size}`);
for (const [name, { ms, answer }] of Object.entries(result)) {
  console.log(`${name}=${ms}`);
  console.log(`${name}.answer=${answer}`);
}
