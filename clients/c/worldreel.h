/*
 * Worldreel client, one header, C99 or C++, no dependencies.
 *
 * Sends what a game server simulates to a recorder (`worldreel record ARCHIVE --world W --listen URL`), as the section
 * "Wire protocol" of FORMAT.md says. In one source file, before other headers:
 *
 *     #define WORLDREEL_IMPLEMENTATION
 *     #include "worldreel.h"
 *
 * The game is never made to wait: frames go into a queue of bounded size, sockets are non-blocking, and a frame for which
 * there is no room is left out and counted (wr_dropped). Only wr_open, which looks up the host's name, and wr_close, which
 * is given a time limit, may take longer than a copy; both belong outside the tick.
 *
 * A client belongs to one thread at a time. All functions take plain types, so that other languages can call them from a
 * shared library: see README.md. POSIX sockets: Linux, macOS, BSD.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef WORLDREEL_H
#define WORLDREEL_H

#if defined(WORLDREEL_IMPLEMENTATION) && !defined(_POSIX_C_SOURCE) && !defined(_GNU_SOURCE)
#define _POSIX_C_SOURCE 200809L
#endif

#include <stddef.h>
#include <stdint.h>

#ifndef WR_API
#define WR_API extern
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wr_client wr_client;

/* Component types; the numbers are the wire's. */
enum {
    WR_BOOL = 1, WR_I32, WR_I64, WR_F32, WR_F64, WR_VEC2F32, WR_VEC3F32, WR_VEC4F32, WR_VEC2F64, WR_VEC3F64, WR_VEC4F64,
    WR_QUAT, WR_UTF8, WR_BYTES, WR_VARIANT
};

/* What a component means to a viewer. */
enum {
    WR_ROLE_NONE, WR_ROLE_POSITION, WR_ROLE_ROTATION, WR_ROLE_SCALE, WR_ROLE_VELOCITY, WR_ROLE_ANGULAR_VELOCITY,
    WR_ROLE_HEALTH, WR_ROLE_COLOR, WR_ROLE_LABEL
};

/* How the data of an event is to be read. */
enum { WR_DATA_NONE, WR_DATA_TEXT, WR_DATA_JSON, WR_DATA_BYTES, WR_DATA_VARIANT };

/* wr_state: WAITING tries again by itself; REFUSED and CLOSED are final. */
enum { WR_WAITING, WR_RECORDING, WR_REFUSED, WR_CLOSED };

/* Options of wr_open. ACKNOWLEDGE keeps frames until the recorder has them on its disk, and after a broken connection sends
 * again what it has not: nothing is lost or doubled for as long as the queue has room. Not over UDP. */
enum { WR_ACKNOWLEDGE = 1 };

/* Whom an event concerns, if nobody. */
#define WR_NOBODY INT64_MAX

/*
 * Opens a client: tcp://host:port, udp://host:port or unix:/path. It connects, and connects again, whenever wr_poll or
 * wr_frame_end is called.
 *   sender       the engine and this client, such as "mygame/4.2 worldreel-c/0.1"
 *   token        as the recorder was given, or "" on loopback
 *   queue_bytes  room for frames that are not sent, or not acknowledged; 0 for 8 MiB
 * Returns NULL without memory, or for an address that cannot be used; then *problem, if given, says why in a constant.
 */
WR_API wr_client *wr_open(const char *url, const char *world, const char *source, const char *sender, const char *token,
                          int options, uint32_t queue_bytes, const char **problem);

/* Connects, sends and receives as far as that goes at once. Returns wr_state. Call it once a tick. */
WR_API int wr_poll(wr_client *client);

WR_API int wr_state(const wr_client *client);

/* Why the client is not recording, in words; "" if it is. Valid until the next call. */
WR_API const char *wr_problem(const wr_client *client);

/* The last tick of this source in the archive, once WR_RECORDING: frames count on above it. INT64_MIN if there is none. */
WR_API int64_t wr_last_tick(const wr_client *client);

/* Declares a component, outside the tick. step is the grid of floating types, 0 for none; lossy rounds to it.
 * Returns its number, or -1 if there are too many, a name is too long, or memory is out. */
WR_API int wr_component(wr_client *client, const char *name, int type, int role, const char *unit, double step, int lossy);

/* The id by which frames name an entity that is called by a string; the same for the same name. Numbers of your own must
 * lie above INT64_MIN + 2^32. Returns WR_NOBODY if the name is empty or too long, or memory is out. */
WR_API int64_t wr_entity(wr_client *client, const char *name);

/* Begins a frame; one that was not ended is forgotten. Ticks rise from frame to frame. */
WR_API void wr_frame_begin(wr_client *client, int64_t tick, int64_t time_nanos);

/* Put a value on an entity; they return 0 if the component takes another type or count. A second value replaces the first. */
WR_API int wr_put_i64(wr_client *client, int64_t entity, int component, int64_t value);
WR_API int wr_put_f32(wr_client *client, int64_t entity, int component, const float *values, int count);
WR_API int wr_put_f64(wr_client *client, int64_t entity, int component, const double *values, int count);
WR_API int wr_put_bytes(wr_client *client, int64_t entity, int component, const void *bytes, uint32_t length);

WR_API int wr_spawn(wr_client *client, int64_t entity, const char *kind);
WR_API int wr_despawn(wr_client *client, int64_t entity);
WR_API int wr_event(wr_client *client, const char *kind, int64_t entity, int encoding, const void *data, uint32_t length);

/* Ends the frame, queues it and polls. Returns 1 if it was queued, 0 if it was dropped. */
WR_API int wr_frame_end(wr_client *client);

/* Frames left out because the queue was full, the recorder was not there, or memory was out. */
WR_API uint64_t wr_dropped(const wr_client *client);

/* Frames that were queued. */
WR_API uint64_t wr_queued(const wr_client *client);

/* Bytes that wait in the queue. */
WR_API uint32_t wr_waiting(const wr_client *client);

/* Ends the session in order, waiting up to timeout_millis for the queue to empty, and frees the client.
 * Returns 1 if the recorder has confirmed the end; over UDP, if it was sent. */
WR_API int wr_close(wr_client *client, int timeout_millis);

/* The whole of the last frame as it was encoded, in one part: for tests of other encoders. Not after a frame that was split. */
WR_API const void *wr_last_message(const wr_client *client, uint32_t *length);

#ifdef __cplusplus
}
#endif

#endif /* WORLDREEL_H */

#ifdef WORLDREEL_IMPLEMENTATION
#ifndef WORLDREEL_IMPLEMENTED
#define WORLDREEL_IMPLEMENTED

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef MSG_NOSIGNAL
#define WR_SEND_FLAGS MSG_NOSIGNAL
#else
#define WR_SEND_FLAGS 0
#endif

#define WR_NAME_BYTES 255u
#define WR_COMPONENTS 1024
#define WR_MESSAGE_BYTES (64u << 20)
#define WR_DATAGRAM_BYTES 65507u
#define WR_DATAGRAM_AIM 1200u
#define WR_DATAGRAM_HEAD 20u
#define WR_INCOMING 1024
#define WR_RETRY_MILLIS 1000
#define WR_PATIENCE_MILLIS 10000
#define WR_OPEN_AGAIN_MILLIS 100
#define WR_REPEAT_MILLIS 1000

enum { WR_HELLO = 1, WR_DECLARATION = 2, WR_NAME = 3, WR_FRAME = 4, WR_END = 5, WR_OPEN = 64, WR_WELCOME = 65,
       WR_REFUSAL = 66, WR_RECEIVED = 67 };

enum { WR_UNCONNECTED, WR_CONNECTING, WR_OPENED, WR_WELCOMED };

/* Bytes that grow. `failed` stays set once memory was out, until the bytes are cleared. */
typedef struct {
    unsigned char *at;
    size_t length, capacity;
    int failed;
} wr_bytes;

/* What one frame says of one component: values in the order in which they were put. All but the values are words. */
typedef struct {
    int type;
    uint32_t count;
    wr_bytes rows, values, lengths, offsets, slot_of_row, epoch_of_row;
} wr_block;

struct wr_client {
    struct sockaddr_storage address;
    socklen_t address_length;
    int family, datagrams, acknowledge, socket, connection, state;
    uint64_t session;
    int64_t last_tick;
    long long next_try, deadline, last_open, last_repeat;
    char problem[320];

    wr_bytes opening;   /* open and hello */
    wr_bytes said;      /* declarations and names, which every connection may have to hear again */
    wr_bytes said_ends; /* where each of them ends */
    uint32_t said_count, said_queued;
    wr_bytes preamble;  /* what this connection says before the queue */
    size_t preamble_sent;

    /* A ring of whole messages: `used` bytes from `head` on, of which the last `unsent` are not sent. */
    unsigned char *queue;
    size_t queue_size, queue_head, queue_used, queue_unsent;
    size_t part_left; /* bytes left of a message that is sent in part, else 0 */
    uint64_t counted; /* messages of this session before head, as the recorder counts them */

    unsigned char incoming[WR_INCOMING];
    size_t incoming_used;

    /* Names of entities, and an open-addressing table of their numbers plus one. */
    wr_bytes names, name_starts, name_index;
    uint32_t name_count, name_slots;

    /* The frame being built. The tables of rows hold entries of this epoch only. */
    int64_t tick, time_nanos;
    int frame_failed, any_named;
    uint32_t row_count, last_row, row_slots, row_epoch;
    wr_bytes refs, row_sizes, slots, slot_epochs;
    wr_block *blocks;
    int block_count;
    wr_bytes spawns, despawns, events;
    wr_bytes message;
    uint32_t datagram_number;
    uint64_t dropped, queued;
};

/* ---- bytes ---- */

static int wr__room(wr_bytes *bytes, size_t extra) {
    if (bytes->failed) return 0;
    if (bytes->length + extra > bytes->capacity) {
        size_t need = bytes->length + extra + 64;
        size_t capacity = bytes->capacity * 2 > need ? bytes->capacity * 2 : need;
        unsigned char *larger = (unsigned char *) realloc(bytes->at, capacity);
        if (!larger) {
            bytes->failed = 1;
            return 0;
        }
        bytes->at = larger;
        bytes->capacity = capacity;
    }
    return 1;
}

static void wr__clear(wr_bytes *bytes) {
    bytes->length = 0;
    bytes->failed = 0;
}

static void wr__free(wr_bytes *bytes) {
    free(bytes->at);
    memset(bytes, 0, sizeof *bytes);
}

static void wr__add(wr_bytes *bytes, const void *data, size_t length) {
    if (length && wr__room(bytes, length)) {
        memcpy(bytes->at + bytes->length, data, length);
        bytes->length += length;
    }
}

static void wr__set(unsigned char *at, uint64_t value, int count) {
    int i;
    for (i = 0; i < count; i++) at[i] = (unsigned char) (value >> (8 * i));
}

static uint64_t wr__get(const unsigned char *at, int count) {
    uint64_t value = 0;
    int i;
    for (i = 0; i < count; i++) value |= (uint64_t) at[i] << (8 * i);
    return value;
}

static void wr__number(wr_bytes *bytes, uint64_t value, int count) {
    if (wr__room(bytes, (size_t) count)) {
        wr__set(bytes->at + bytes->length, value, count);
        bytes->length += (size_t) count;
    }
}

static void wr__name(wr_bytes *bytes, const char *name) {
    size_t length = strlen(name);
    wr__number(bytes, length, 2);
    wr__add(bytes, name, length);
}

static uint32_t *wr__words(const wr_bytes *bytes) {
    return (uint32_t *) (void *) bytes->at;
}

static int wr__add_word(wr_bytes *bytes, uint32_t word) {
    wr__add(bytes, &word, 4);
    return !bytes->failed;
}

/* Makes an array of words long enough for an index; new words are 0. */
static int wr__reach(wr_bytes *bytes, size_t index) {
    size_t need = 4 * (index + 1), from = bytes->length;
    if (from < need) {
        if (!wr__room(bytes, need - from)) return 0;
        memset(bytes->at + from, 0, need - from);
        bytes->length = need;
    }
    return 1;
}

/* CRC-32C, eight bytes at a time. The tables are the same whichever thread fills them. */
static uint32_t wr__crc_tables[8][256];

static void wr__crc_prepare(void) {
    uint32_t i;
    int k;
    for (i = 0; i < 256; i++) {
        uint32_t crc = i;
        for (k = 0; k < 8; k++) crc = (crc >> 1) ^ ((crc & 1) ? 0x82F63B78u : 0);
        wr__crc_tables[0][i] = crc;
    }
    for (i = 0; i < 256; i++) {
        for (k = 1; k < 8; k++) {
            uint32_t before = wr__crc_tables[k - 1][i];
            wr__crc_tables[k][i] = (before >> 8) ^ wr__crc_tables[0][before & 255];
        }
    }
}

static uint32_t wr__crc(const unsigned char *at, size_t length) {
    uint32_t crc = 0xFFFFFFFFu;
    for (; length >= 8; at += 8, length -= 8) {
        uint32_t low = crc ^ (uint32_t) wr__get(at, 4);
        crc = wr__crc_tables[7][low & 255] ^ wr__crc_tables[6][(low >> 8) & 255] ^ wr__crc_tables[5][(low >> 16) & 255]
            ^ wr__crc_tables[4][low >> 24] ^ wr__crc_tables[3][at[4]] ^ wr__crc_tables[2][at[5]]
            ^ wr__crc_tables[1][at[6]] ^ wr__crc_tables[0][at[7]];
    }
    for (; length; at++, length--) crc = (crc >> 8) ^ wr__crc_tables[0][(crc ^ *at) & 255];
    return ~crc;
}

/* Messages are built behind their length; returns where the length lies. */
static size_t wr__begin(wr_bytes *out, int type, int flags) {
    size_t at = out->length;
    wr__number(out, 0, 8);
    wr__number(out, (uint64_t) type | (uint64_t) flags << 8, 4);
    return at;
}

static void wr__seal(wr_bytes *out, size_t at) {
    if (!out->failed) {
        wr__set(out->at + at, out->length - at - 4, 4);
        wr__set(out->at + at + 4, wr__crc(out->at + at + 8, out->length - at - 8), 4);
    }
}

static long long wr__millis(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint64_t wr__random(void) {
    uint64_t bits = 0;
    struct timespec now;
    int file = open("/dev/urandom", O_RDONLY);
    if (file >= 0) {
        if (read(file, &bits, sizeof bits) != (ssize_t) sizeof bits) bits = 0;
        close(file);
    }
    if (!bits) {
        clock_gettime(CLOCK_REALTIME, &now);
        bits = (((uint64_t) now.tv_sec << 32) ^ ((uint64_t) now.tv_nsec << 8) ^ (uint64_t) getpid())
            * UINT64_C(0x9E3779B97F4A7C15);
    }
    return bits;
}

/* ---- opening ---- */

static const char *wr__address_of_path(wr_client *client, const char *path) {
    struct sockaddr_un *local = (struct sockaddr_un *) (void *) &client->address;
    if (!*path || strlen(path) >= sizeof local->sun_path) return "the path of the Unix socket is empty or too long";
    client->family = AF_UNIX;
    local->sun_family = AF_UNIX;
    memcpy(local->sun_path, path, strlen(path) + 1);
    client->address_length = (socklen_t) sizeof *local;
    return NULL;
}

/* Returns what is wrong with the address, or NULL. */
static const char *wr__address(wr_client *client, const char *url) {
    char host[256];
    const char *begin, *colon;
    struct addrinfo hints, *found = NULL;
    size_t length;
    if (!strncmp(url, "unix:", 5)) return wr__address_of_path(client, url + (strncmp(url + 5, "//", 2) ? 5 : 7));
    client->datagrams = !strncmp(url, "udp://", 6);
    if (!client->datagrams && strncmp(url, "tcp://", 6)) return "the address must begin with tcp://, udp:// or unix:";
    begin = url + 6;
    colon = strrchr(begin, ':');
    length = colon ? (size_t) (colon - begin) : 0;
    if (length > 2 && begin[0] == '[' && begin[length - 1] == ']') {
        begin++;
        length -= 2;
    }
    if (!length || length >= sizeof host || !colon[1]) return "the address must be host:port";
    memcpy(host, begin, length);
    host[length] = 0;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = client->datagrams ? SOCK_DGRAM : SOCK_STREAM;
    if (getaddrinfo(host, colon + 1, &hints, &found) || !found) return "the host or port is not known";
    client->family = found->ai_family;
    client->address_length = (socklen_t) found->ai_addrlen;
    memcpy(&client->address, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return NULL;
}

static int wr__named(const char *name, int may_be_empty) {
    size_t length = strlen(name);
    return length <= WR_NAME_BYTES && (may_be_empty || length);
}

static void wr__release(wr_client *client) {
    int i;
    if (client->socket >= 0) close(client->socket);
    for (i = 0; i < client->block_count; i++) {
        wr_block *block = &client->blocks[i];
        wr__free(&block->rows);
        wr__free(&block->values);
        wr__free(&block->lengths);
        wr__free(&block->offsets);
        wr__free(&block->slot_of_row);
        wr__free(&block->epoch_of_row);
    }
    free(client->blocks);
    free(client->queue);
    wr__free(&client->opening);
    wr__free(&client->said);
    wr__free(&client->said_ends);
    wr__free(&client->preamble);
    wr__free(&client->names);
    wr__free(&client->name_starts);
    wr__free(&client->name_index);
    wr__free(&client->refs);
    wr__free(&client->row_sizes);
    wr__free(&client->slots);
    wr__free(&client->slot_epochs);
    wr__free(&client->spawns);
    wr__free(&client->despawns);
    wr__free(&client->events);
    wr__free(&client->message);
    free(client);
}

/* Open and hello, which begin every connection in the same words. */
static void wr__encode_opening(wr_client *client, const char *world, const char *source, const char *sender,
                               const char *token) {
    size_t at = wr__begin(&client->opening, WR_OPEN, client->acknowledge);
    wr__number(&client->opening, 0x57524C57u, 4);
    wr__number(&client->opening, 1u << 16, 4);
    wr__number(&client->opening, client->session, 8);
    wr__name(&client->opening, token);
    wr__seal(&client->opening, at);
    at = wr__begin(&client->opening, WR_HELLO, 0);
    wr__number(&client->opening, 0x4D524C57u, 4);
    wr__number(&client->opening, 1u << 16, 4);
    wr__name(&client->opening, world);
    wr__name(&client->opening, source);
    wr__name(&client->opening, sender);
    wr__seal(&client->opening, at);
}

WR_API wr_client *wr_open(const char *url, const char *world, const char *source, const char *sender, const char *token,
                          int options, uint32_t queue_bytes, const char **problem) {
    const char *reason;
    wr_client *client = (wr_client *) calloc(1, sizeof *client);
    if (problem) *problem = "no memory";
    if (!client) return NULL;
    wr__crc_prepare();
    client->socket = -1;
    client->last_tick = INT64_MIN;
    client->session = wr__random();
    client->queue_size = queue_bytes ? queue_bytes : 8u << 20;
    client->queue = (unsigned char *) malloc(client->queue_size);
    strcpy(client->problem, "not connected yet");
    reason = wr__address(client, url);
    client->acknowledge = (options & WR_ACKNOWLEDGE) && !client->datagrams;
    if (!reason && (!wr__named(world, 0) || !wr__named(source, 0) || !wr__named(sender, 1) || !wr__named(token, 1)))
        reason = "world and source must have 1 to 255 bytes, sender and token at most 255";
    if (!reason) wr__encode_opening(client, world, source, sender, token);
    if (reason || !client->queue || client->opening.failed) {
        if (problem && reason) *problem = reason;
        wr__release(client);
        return NULL;
    }
    if (problem) *problem = NULL;
    return client;
}

/* ---- the queue ---- */

static void wr__queue_add(wr_client *client, const unsigned char *data, size_t length) {
    size_t tail = (client->queue_head + client->queue_used) % client->queue_size;
    size_t first = client->queue_size - tail < length ? client->queue_size - tail : length;
    memcpy(client->queue + tail, data, first);
    memcpy(client->queue, data + first, length - first);
    client->queue_used += length;
    client->queue_unsent += length;
}

static unsigned char wr__queue_byte(const wr_client *client, size_t offset) {
    return client->queue[(client->queue_head + offset) % client->queue_size];
}

/* The bytes of the message that begins `offset` bytes behind head, its length included. */
static size_t wr__queue_message(const wr_client *client, size_t offset) {
    unsigned char length[4];
    size_t i;
    for (i = 0; i < 4; i++) length[i] = wr__queue_byte(client, offset + i);
    return 4 + (size_t) wr__get(length, 4);
}

static void wr__queue_pop(wr_client *client) {
    size_t length = wr__queue_message(client, 0);
    client->queue_head = (client->queue_head + length) % client->queue_size;
    client->queue_used -= length;
    client->counted++;
}

static uint32_t wr__said_begin(const wr_client *client, uint32_t number) {
    return number ? wr__words(&client->said_ends)[number - 1] : 0;
}

/* Queues declarations and names made since the last frame. Returns 0 if some are still due, for lack of room. */
static int wr__queue_said(wr_client *client) {
    while (client->said_queued < client->said_count) {
        uint32_t from = wr__said_begin(client, client->said_queued);
        uint32_t length = wr__words(&client->said_ends)[client->said_queued] - from;
        if (client->queue_size - client->queue_used < length) return 0;
        wr__queue_add(client, client->said.at + from, length);
        client->said_queued++;
    }
    return 1;
}

/* ---- connections ---- */

static void wr__disconnect(wr_client *client, const char *why) {
    if (client->socket >= 0) close(client->socket);
    client->socket = -1;
    client->connection = WR_UNCONNECTED;
    client->incoming_used = 0;
    client->next_try = wr__millis() + WR_RETRY_MILLIS;
    if (client->state < WR_REFUSED) {
        client->state = WR_WAITING;
        snprintf(client->problem, sizeof client->problem, "%s; trying again", why);
    }
    if (!client->acknowledge && client->part_left) {
        /* Half of this message is gone with the connection. */
        if (wr__queue_byte(client, 8) == WR_FRAME) client->dropped++;
        wr__queue_pop(client);
    }
    client->queue_unsent = client->queue_used;
    client->part_left = 0;
}

/* Puts open and hello in front of everything else. */
static void wr__say_open(wr_client *client) {
    wr__clear(&client->preamble);
    client->preamble_sent = 0;
    wr__add(&client->preamble, client->opening.at, client->opening.length);
    client->connection = WR_OPENED;
    client->last_open = 0;
    if (client->preamble.failed) wr__disconnect(client, "no memory");
}

static void wr__connect(wr_client *client) {
    int flags, one = 1;
    client->next_try = wr__millis() + WR_RETRY_MILLIS;
    client->socket = socket(client->family, client->datagrams ? SOCK_DGRAM : SOCK_STREAM, 0);
    if (client->socket < 0) {
        wr__disconnect(client, strerror(errno));
        return;
    }
    flags = fcntl(client->socket, F_GETFL, 0);
    fcntl(client->socket, F_SETFL, flags | O_NONBLOCK);
    fcntl(client->socket, F_SETFD, FD_CLOEXEC);
#ifdef SO_NOSIGPIPE
    setsockopt(client->socket, SOL_SOCKET, SO_NOSIGPIPE, &one, sizeof one);
#endif
    if (client->family != AF_UNIX && !client->datagrams)
        setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    client->deadline = wr__millis() + WR_PATIENCE_MILLIS;
    client->connection = WR_CONNECTING;
    if (connect(client->socket, (struct sockaddr *) (void *) &client->address, client->address_length)
        && errno != EINPROGRESS)
        wr__disconnect(client, strerror(errno));
}

static void wr__finish_connecting(wr_client *client) {
    struct pollfd ready;
    int error = 0;
    socklen_t length = (socklen_t) sizeof error;
    ready.fd = client->socket;
    ready.events = POLLOUT;
    ready.revents = 0;
    if (poll(&ready, 1, 0) < 1) {
        if (wr__millis() > client->deadline) wr__disconnect(client, "the recorder does not answer");
        return;
    }
    getsockopt(client->socket, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error) {
        wr__disconnect(client, strerror(error));
    } else {
        wr__say_open(client);
    }
}

static int wr__would_block(void) {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* Sends bytes as far as that goes at once. Returns how many; the connection may be gone then. */
static size_t wr__send(wr_client *client, const unsigned char *data, size_t length) {
    size_t sent = 0;
    while (sent < length) {
        ssize_t count = send(client->socket, data + sent, length - sent, WR_SEND_FLAGS);
        if (count < 0 && wr__would_block()) break;
        if (count <= 0) {
            wr__disconnect(client, strerror(errno));
            break;
        }
        sent += (size_t) count;
    }
    return sent;
}

/* Returns whether all of it is sent. */
static int wr__send_preamble(wr_client *client) {
    if (client->preamble_sent < client->preamble.length)
        client->preamble_sent += wr__send(client, client->preamble.at + client->preamble_sent,
                                          client->preamble.length - client->preamble_sent);
    return client->connection != WR_UNCONNECTED && client->preamble_sent == client->preamble.length;
}

static void wr__send_queue(wr_client *client) {
    while (client->queue_unsent) {
        size_t offset = client->queue_used - client->queue_unsent;
        size_t at = (client->queue_head + offset) % client->queue_size;
        size_t left = client->part_left ? client->part_left : wr__queue_message(client, offset);
        size_t run = client->queue_size - at < left ? client->queue_size - at : left;
        size_t sent = wr__send(client, client->queue + at, run);
        if (client->connection == WR_UNCONNECTED) return;
        client->queue_unsent -= sent;
        client->part_left = sent == left ? 0 : left - sent;
        if (!sent) {
            /* Nothing of a whole message is not a part of it. */
            if (left == wr__queue_message(client, 0) && offset == 0) client->part_left = 0;
            return;
        }
        if (!client->part_left && !client->acknowledge) wr__queue_pop(client);
        if (sent < run) return;
    }
}

/* Sends messages in a datagram. What the socket does not take at once is lost, as it might be on the way. */
static void wr__send_datagram(wr_client *client, uint32_t number, uint32_t part, uint32_t parts,
                              const unsigned char *messages, size_t length) {
    unsigned char datagram[WR_DATAGRAM_BYTES];
    if (length + WR_DATAGRAM_HEAD > sizeof datagram) return;
    wr__set(datagram, 0x44524C57u, 4);
    wr__set(datagram + 4, client->session, 8);
    wr__set(datagram + 12, number, 4);
    wr__set(datagram + 16, part | parts << 16, 4);
    memcpy(datagram + WR_DATAGRAM_HEAD, messages, length);
    if (send(client->socket, datagram, length + WR_DATAGRAM_HEAD, WR_SEND_FLAGS) < 0 && !wr__would_block()
        && errno != ENOBUFS && errno != EMSGSIZE)
        wr__disconnect(client, strerror(errno));
}

/* Says declarations and names from number `from` on, as many to a datagram as it should hold. */
static void wr__say_again(wr_client *client, uint32_t from) {
    const uint32_t *ends = wr__words(&client->said_ends);
    while (from < client->said_count && client->connection == WR_WELCOMED) {
        uint32_t begin = wr__said_begin(client, from), end = ends[from++];
        while (from < client->said_count && ends[from] - begin <= WR_DATAGRAM_AIM - WR_DATAGRAM_HEAD) end = ends[from++];
        wr__send_datagram(client, client->datagram_number++, 0, 1, client->said.at + begin, end - begin);
    }
    client->said_queued = client->said_count;
}

/* Goes on where the recorder is. */
static void wr__resume(wr_client *client, uint64_t received) {
    if (client->acknowledge && received && received >= client->counted) {
        while (client->counted < received && client->queue_used) wr__queue_pop(client);
        client->queue_unsent = client->queue_used;
        wr__clear(&client->preamble);
        client->preamble_sent = 0;
        return;
    }
    /* The recorder does not know the session, or has heard no more than some of its declarations and names. */
    {
        uint32_t from = client->acknowledge && received < client->said_count ? (uint32_t) received : 0;
        uint32_t begin = wr__said_begin(client, from);
        wr__clear(&client->preamble);
        client->preamble_sent = 0;
        wr__add(&client->preamble, client->said.at + begin, client->said.length - begin);
        client->counted = client->said_queued = client->said_count;
        if (client->preamble.failed) wr__disconnect(client, "no memory");
    }
}

static void wr__welcomed(wr_client *client, const unsigned char *body) {
    client->last_tick = (int64_t) wr__get(body + 16, 8);
    client->state = WR_RECORDING;
    client->connection = WR_WELCOMED;
    client->problem[0] = 0;
    if (client->datagrams) {
        client->last_repeat = wr__millis();
        wr__say_again(client, 0);
    } else {
        wr__resume(client, wr__get(body + 8, 8));
    }
}

static void wr__take(wr_client *client, const unsigned char *message, size_t length) {
    if (length < 8 || wr__crc(message + 4, length - 4) != wr__get(message, 4)) {
        wr__disconnect(client, "the other side does not speak Worldreel's protocol");
        return;
    }
    if (message[4] == WR_WELCOME && length >= 32 && client->connection == WR_OPENED) {
        wr__welcomed(client, message + 8);
    } else if (message[4] == WR_REFUSAL && length >= 10) {
        size_t reason = (size_t) wr__get(message + 8, 2);
        if (reason > length - 10) reason = length - 10;
        snprintf(client->problem, sizeof client->problem, "the recorder refused: %.*s", (int) reason,
                 (const char *) message + 10);
        client->state = WR_REFUSED;
        wr__disconnect(client, "");
    } else if (message[4] == WR_RECEIVED && length >= 16 && client->acknowledge) {
        uint64_t received = wr__get(message + 8, 8);
        while (client->counted < received && client->queue_used > client->queue_unsent
               && wr__queue_message(client, 0) <= client->queue_used - client->queue_unsent)
            wr__queue_pop(client);
    } else if (message[4] == WR_RECEIVED && client->datagrams && client->connection == WR_WELCOMED) {
        /* The recorder was started anew and does not know the session. */
        client->connection = WR_OPENED;
        client->state = WR_WAITING;
        strcpy(client->problem, "the recorder was started anew; opening again");
    }
}

/* Takes the whole messages that have come in. */
static void wr__take_all(wr_client *client) {
    while (client->connection >= WR_OPENED && client->incoming_used >= 4) {
        size_t length = (size_t) wr__get(client->incoming, 4);
        if (length > WR_INCOMING - 4) {
            wr__disconnect(client, "the other side does not speak Worldreel's protocol");
            return;
        }
        if (client->incoming_used < 4 + length) return;
        wr__take(client, client->incoming + 4, length);
        if (client->connection < WR_OPENED) return;
        client->incoming_used -= 4 + length;
        memmove(client->incoming, client->incoming + 4 + length, client->incoming_used);
    }
}

static void wr__receive(wr_client *client) {
    while (client->connection >= WR_OPENED) {
        ssize_t count = recv(client->socket, client->incoming + client->incoming_used,
                             WR_INCOMING - client->incoming_used, 0);
        if (count < 0 && wr__would_block()) return;
        if (count < 0 || (count == 0 && !client->datagrams)) {
            wr__disconnect(client, count ? strerror(errno) : "the recorder closed the connection");
            return;
        }
        client->incoming_used += (size_t) count;
        wr__take_all(client);
        if (client->datagrams) client->incoming_used = 0;
    }
}

static void wr__poll_datagrams(wr_client *client) {
    long long now = wr__millis();
    if (client->connection == WR_OPENED && now - client->last_open >= WR_OPEN_AGAIN_MILLIS) {
        client->last_open = now;
        wr__send_datagram(client, client->datagram_number++, 0, 1, client->opening.at, client->opening.length);
    } else if (client->connection == WR_WELCOMED && now - client->last_repeat >= WR_REPEAT_MILLIS) {
        client->last_repeat = now;
        wr__say_again(client, 0);
    }
    wr__receive(client);
}

WR_API int wr_poll(wr_client *client) {
    if (client->state >= WR_REFUSED) return client->state;
    if (client->connection == WR_UNCONNECTED && wr__millis() >= client->next_try) wr__connect(client);
    if (client->connection == WR_CONNECTING) wr__finish_connecting(client);
    if (client->connection < WR_OPENED) return client->state;
    if (client->datagrams) {
        wr__poll_datagrams(client);
        return client->state;
    }
    wr__send_preamble(client);
    wr__receive(client);
    if (client->connection == WR_OPENED && wr__millis() > client->deadline)
        wr__disconnect(client, "the recorder does not answer");
    if (client->connection == WR_WELCOMED && wr__send_preamble(client)) wr__send_queue(client);
    return client->state;
}

WR_API int wr_state(const wr_client *client) { return client->state; }
WR_API const char *wr_problem(const wr_client *client) { return client->problem; }
WR_API int64_t wr_last_tick(const wr_client *client) { return client->last_tick; }
WR_API uint64_t wr_dropped(const wr_client *client) { return client->dropped; }
WR_API uint64_t wr_queued(const wr_client *client) { return client->queued; }
WR_API uint32_t wr_waiting(const wr_client *client) { return (uint32_t) client->queue_used; }

/* ---- declarations and names ---- */

/* Keeps the message that was begun at `at`; without memory, forgets it and returns 0. */
static int wr__say(wr_client *client, size_t at) {
    wr__seal(&client->said, at);
    if (client->said.failed || client->said.length > UINT32_MAX
        || !wr__add_word(&client->said_ends, (uint32_t) client->said.length)) {
        client->said.length = at;
        client->said.failed = client->said_ends.failed = 0;
        return 0;
    }
    client->said_count++;
    return 1;
}

WR_API int wr_component(wr_client *client, const char *name, int type, int role, const char *unit, double step, int lossy) {
    uint64_t bits;
    size_t at;
    wr_block *larger;
    if (client->block_count == WR_COMPONENTS || !wr__named(name, 0) || !wr__named(unit, 1) || type < WR_BOOL
        || type > WR_VARIANT)
        return -1;
    larger = (wr_block *) realloc(client->blocks, sizeof *larger * ((size_t) client->block_count + 1));
    if (!larger) return -1;
    client->blocks = larger;
    memset(&larger[client->block_count], 0, sizeof *larger);
    larger[client->block_count].type = type;
    memcpy(&bits, &step, 8);
    at = wr__begin(&client->said, WR_DECLARATION, lossy ? 1 : 0);
    wr__number(&client->said, (uint64_t) client->block_count, 2);
    wr__number(&client->said, (uint64_t) type | (uint64_t) role << 8, 2);
    wr__number(&client->said, bits, 8);
    wr__name(&client->said, name);
    wr__name(&client->said, unit);
    return wr__say(client, at) ? client->block_count++ : -1;
}

static uint32_t wr__hash_name(const char *name) {
    uint32_t hash = 2166136261u;
    for (; *name; name++) hash = (hash ^ (unsigned char) *name) * 16777619u;
    return hash;
}

static const char *wr__name_at(const wr_client *client, uint32_t number) {
    return (const char *) client->names.at + wr__words(&client->name_starts)[number];
}

static int wr__grow_names(wr_client *client) {
    uint32_t slots = client->name_slots ? client->name_slots * 2 : 256, i;
    wr_bytes index;
    memset(&index, 0, sizeof index);
    if (!wr__reach(&index, slots - 1)) return 0;
    for (i = 0; i < client->name_count; i++) {
        uint32_t slot = wr__hash_name(wr__name_at(client, i)) & (slots - 1);
        while (wr__words(&index)[slot]) slot = (slot + 1) & (slots - 1);
        wr__words(&index)[slot] = i + 1;
    }
    wr__free(&client->name_index);
    client->name_index = index;
    client->name_slots = slots;
    return 1;
}

WR_API int64_t wr_entity(wr_client *client, const char *name) {
    uint32_t slot, found;
    size_t at;
    int64_t ref = INT64_MIN + (int64_t) client->name_count;
    if (!wr__named(name, 0)) return WR_NOBODY;
    if ((client->name_count + 1) * 2 > client->name_slots && !wr__grow_names(client)) return WR_NOBODY;
    slot = wr__hash_name(name) & (client->name_slots - 1);
    while ((found = wr__words(&client->name_index)[slot]) != 0) {
        if (!strcmp(wr__name_at(client, found - 1), name)) return INT64_MIN + (int64_t) (found - 1);
        slot = (slot + 1) & (client->name_slots - 1);
    }
    if (!wr__room(&client->names, strlen(name) + 1) || !wr__room(&client->name_starts, 4)) {
        client->names.failed = client->name_starts.failed = 0;
        return WR_NOBODY;
    }
    at = wr__begin(&client->said, WR_NAME, 0);
    wr__number(&client->said, (uint64_t) ref, 8);
    wr__name(&client->said, name);
    if (!wr__say(client, at)) return WR_NOBODY;
    wr__add_word(&client->name_starts, (uint32_t) client->names.length);
    wr__add(&client->names, name, strlen(name) + 1);
    wr__words(&client->name_index)[slot] = ++client->name_count;
    return ref;
}

/* ---- building frames ---- */

WR_API void wr_frame_begin(wr_client *client, int64_t tick, int64_t time_nanos) {
    int i;
    client->tick = tick;
    client->time_nanos = time_nanos;
    client->frame_failed = client->any_named = 0;
    client->row_count = client->last_row = 0;
    client->row_epoch++;
    wr__clear(&client->refs);
    wr__clear(&client->row_sizes);
    wr__clear(&client->spawns);
    wr__clear(&client->despawns);
    wr__clear(&client->events);
    for (i = 0; i < client->block_count; i++) {
        wr_block *block = &client->blocks[i];
        block->count = 0;
        wr__clear(&block->rows);
        wr__clear(&block->values);
        wr__clear(&block->lengths);
        wr__clear(&block->offsets);
    }
}

static int64_t wr__ref(const wr_client *client, uint32_t row) {
    return (int64_t) wr__get(client->refs.at + 8 * (size_t) row, 8);
}

static int wr__is_named(int64_t entity) {
    return entity < INT64_MIN + ((int64_t) 1 << 32);
}

static uint32_t wr__hash_ref(int64_t ref) {
    return (uint32_t) (((uint64_t) ref * UINT64_C(0x9E3779B97F4A7C15)) >> 32);
}

static int wr__grow_rows(wr_client *client) {
    uint32_t slots = client->row_slots ? client->row_slots * 2 : 256, row;
    if (!wr__reach(&client->slots, slots - 1) || !wr__reach(&client->slot_epochs, slots - 1)) return 0;
    memset(client->slot_epochs.at, 0, 4 * (size_t) slots);
    client->row_slots = slots;
    for (row = 0; row < client->row_count; row++) {
        uint32_t slot = wr__hash_ref(wr__ref(client, row)) & (slots - 1);
        while (wr__words(&client->slot_epochs)[slot] == client->row_epoch) slot = (slot + 1) & (slots - 1);
        wr__words(&client->slots)[slot] = row;
        wr__words(&client->slot_epochs)[slot] = client->row_epoch;
    }
    return 1;
}

/* The row of an entity in this frame; -1 without memory. Servers walk their entities in the same order: that skips the hash. */
static int64_t wr__row(wr_client *client, int64_t entity) {
    uint32_t slot;
    if (client->last_row < client->row_count && wr__ref(client, client->last_row) == entity) return client->last_row;
    if (client->last_row + 1 < client->row_count && wr__ref(client, client->last_row + 1) == entity)
        return ++client->last_row;
    if ((client->row_count + 1) * 2 > client->row_slots && !wr__grow_rows(client)) {
        client->frame_failed = 1;
        return -1;
    }
    slot = wr__hash_ref(entity) & (client->row_slots - 1);
    while (wr__words(&client->slot_epochs)[slot] == client->row_epoch) {
        uint32_t row = wr__words(&client->slots)[slot];
        if (wr__ref(client, row) == entity) return client->last_row = row;
        slot = (slot + 1) & (client->row_slots - 1);
    }
    wr__number(&client->refs, (uint64_t) entity, 8);
    if (client->refs.failed || !wr__add_word(&client->row_sizes, 9)) {
        client->frame_failed = 1;
        return -1;
    }
    client->any_named |= wr__is_named(entity);
    wr__words(&client->slots)[slot] = client->row_count;
    wr__words(&client->slot_epochs)[slot] = client->row_epoch;
    return client->last_row = client->row_count++;
}

static const unsigned char wr__columns[16] = { 0, 1, 1, 1, 1, 1, 2, 3, 4, 2, 3, 4, 4, 0, 0, 0 };
static const unsigned char wr__column_bytes[16] = { 0, 1, 4, 8, 4, 8, 4, 4, 4, 8, 8, 8, 4, 0, 0, 0 };

static wr_block *wr__block(wr_client *client, int component) {
    return component >= 0 && component < client->block_count ? &client->blocks[component] : NULL;
}

/* The slot of an entity's value in a block, a new one if it has none; -1 without memory. */
static int64_t wr__slot(wr_client *client, wr_block *block, int64_t entity, uint32_t bytes) {
    int64_t row = wr__row(client, entity);
    uint32_t index = (uint32_t) row;
    if (row < 0) return -1;
    if (!wr__reach(&block->slot_of_row, index) || !wr__reach(&block->epoch_of_row, index)) {
        client->frame_failed = 1;
        return -1;
    }
    if (wr__words(&block->epoch_of_row)[index] == client->row_epoch) return wr__words(&block->slot_of_row)[index];
    if (!wr__add_word(&block->rows, index)) {
        client->frame_failed = 1;
        return -1;
    }
    wr__words(&block->epoch_of_row)[index] = client->row_epoch;
    wr__words(&block->slot_of_row)[index] = block->count;
    wr__words(&client->row_sizes)[index] += bytes + 8;
    return block->count++;
}

/* Where the columns of a fixed-width value go; NULL if the component takes others, or without memory. */
static unsigned char *wr__fixed(wr_client *client, int64_t entity, int component, int columns, int floating) {
    wr_block *block = wr__block(client, component);
    size_t bytes, at;
    int64_t slot;
    if (!block || block->type >= WR_UTF8 || wr__columns[block->type] != columns
        || (block->type >= WR_F32) != floating)
        return NULL;
    bytes = (size_t) wr__column_bytes[block->type] * (size_t) columns;
    slot = wr__slot(client, block, entity, (uint32_t) bytes);
    if (slot < 0) return NULL;
    at = (size_t) slot * bytes;
    if (at == block->values.length) {
        if (!wr__room(&block->values, bytes)) {
            client->frame_failed = 1;
            return NULL;
        }
        block->values.length += bytes;
    }
    return block->values.at + at;
}

static void wr__set_f32(unsigned char *at, float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    wr__set(at, bits, 4);
}

static void wr__set_f64(unsigned char *at, double value) {
    uint64_t bits;
    memcpy(&bits, &value, 8);
    wr__set(at, bits, 8);
}

WR_API int wr_put_i64(wr_client *client, int64_t entity, int component, int64_t value) {
    wr_block *block = wr__block(client, component);
    unsigned char *at;
    if (block && block->type == WR_I32 && (value < INT32_MIN || value > INT32_MAX)) return 0;
    at = wr__fixed(client, entity, component, 1, 0);
    if (!at) return 0;
    wr__set(at, block->type == WR_BOOL ? (uint64_t) (value != 0) : (uint64_t) value, wr__column_bytes[block->type]);
    return 1;
}

WR_API int wr_put_f32(wr_client *client, int64_t entity, int component, const float *values, int count) {
    unsigned char *at = wr__fixed(client, entity, component, count, 1);
    int i, narrow;
    if (!at) return 0;
    narrow = wr__column_bytes[client->blocks[component].type] == 4;
    for (i = 0; i < count; i++) {
        if (narrow) {
            wr__set_f32(at + 4 * i, values[i]);
        } else {
            wr__set_f64(at + 8 * i, (double) values[i]);
        }
    }
    return 1;
}

WR_API int wr_put_f64(wr_client *client, int64_t entity, int component, const double *values, int count) {
    unsigned char *at = wr__fixed(client, entity, component, count, 1);
    int i, narrow;
    if (!at) return 0;
    narrow = wr__column_bytes[client->blocks[component].type] == 4;
    for (i = 0; i < count; i++) {
        if (narrow) {
            wr__set_f32(at + 4 * i, (float) values[i]);
        } else {
            wr__set_f64(at + 8 * i, values[i]);
        }
    }
    return 1;
}

WR_API int wr_put_bytes(wr_client *client, int64_t entity, int component, const void *bytes, uint32_t length) {
    wr_block *block = wr__block(client, component);
    int64_t slot;
    size_t at;
    if (!block || block->type < WR_UTF8 || length > WR_MESSAGE_BYTES) return 0;
    slot = wr__slot(client, block, entity, 4);
    if (slot < 0) return 0;
    wr__words(&client->row_sizes)[client->last_row] += length;
    at = block->values.length;
    wr__add(&block->values, bytes, length);
    if (block->values.failed || at > UINT32_MAX || !wr__reach(&block->lengths, (size_t) slot)
        || !wr__reach(&block->offsets, (size_t) slot)) {
        client->frame_failed = 1;
        return 0;
    }
    wr__words(&block->lengths)[slot] = length;
    wr__words(&block->offsets)[slot] = (uint32_t) at;
    return 1;
}

/* Spawns, despawns and events are kept as they are sent, but for the row, which is relative to a part. */
WR_API int wr_spawn(wr_client *client, int64_t entity, const char *kind) {
    int64_t row = wr__named(kind, 1) ? wr__row(client, entity) : -1;
    if (row < 0) return 0;
    wr__number(&client->spawns, (uint64_t) row, 4);
    wr__name(&client->spawns, kind);
    client->frame_failed |= client->spawns.failed;
    wr__words(&client->row_sizes)[row] += 6 + (uint32_t) strlen(kind);
    return 1;
}

WR_API int wr_despawn(wr_client *client, int64_t entity) {
    int64_t row = wr__row(client, entity);
    if (row < 0) return 0;
    wr__number(&client->despawns, (uint64_t) row, 4);
    client->frame_failed |= client->despawns.failed;
    wr__words(&client->row_sizes)[row] += 4;
    return 1;
}

WR_API int wr_event(wr_client *client, const char *kind, int64_t entity, int encoding, const void *data, uint32_t length) {
    int64_t row = 0xFFFFFFFF;
    if (!wr__named(kind, 0) || encoding < WR_DATA_NONE || encoding > WR_DATA_VARIANT || length > WR_MESSAGE_BYTES) return 0;
    if (entity != WR_NOBODY) {
        row = wr__row(client, entity);
        if (row < 0) return 0;
        wr__words(&client->row_sizes)[row] += 11 + (uint32_t) strlen(kind) + length;
    }
    wr__number(&client->events, (uint64_t) row, 4);
    wr__name(&client->events, kind);
    wr__number(&client->events, (uint64_t) encoding, 1);
    wr__number(&client->events, length, 4);
    wr__add(&client->events, data, length);
    client->frame_failed |= client->events.failed;
    return 1;
}

/* ---- encoding frames ---- */

/* Adds the spawns or events of the rows of a part, counted from its first row. Returns how many. */
static uint32_t wr__encode_items(wr_bytes *out, const wr_bytes *items, uint32_t from, uint32_t to, int events) {
    size_t at = 0;
    uint32_t count = 0;
    while (at < items->length) {
        uint32_t row = (uint32_t) wr__get(items->at + at, 4);
        size_t length = 6 + (size_t) wr__get(items->at + at + 4, 2);
        int nobody = row == 0xFFFFFFFFu;
        if (events) length += 5 + (size_t) wr__get(items->at + at + length + 1, 4);
        if (nobody ? from == 0 : row >= from && row < to) {
            wr__number(out, nobody ? row : row - from, 4);
            wr__add(out, items->at + at + 4, length - 4);
            count++;
        }
        at += length;
    }
    return count;
}

static uint32_t wr__encode_despawns(wr_bytes *out, const wr_bytes *despawns, uint32_t from, uint32_t to) {
    size_t at;
    uint32_t count = 0;
    for (at = 0; at < despawns->length; at += 4) {
        uint32_t row = (uint32_t) wr__get(despawns->at + at, 4);
        if (row >= from && row < to) {
            wr__number(out, row - from, 4);
            count++;
        }
    }
    return count;
}

/* Adds what a block says of the rows of a part. Returns whether it says anything. */
static uint32_t wr__encode_block(wr_bytes *out, const wr_block *block, int number, uint32_t from, uint32_t to) {
    const uint32_t *rows = wr__words(&block->rows);
    size_t bytes = (size_t) wr__columns[block->type] * wr__column_bytes[block->type];
    uint32_t slot, count = 0;
    int dense = 1;
    for (slot = 0; slot < block->count; slot++) {
        if (rows[slot] < from || rows[slot] >= to) continue;
        dense &= rows[slot] == from + count;
        count++;
    }
    if (!count) return 0;
    dense &= count == to - from;
    wr__number(out, (uint64_t) number, 2);
    wr__number(out, (uint64_t) block->type | (uint64_t) dense << 8, 2);
    wr__number(out, count, 4);
    for (slot = 0; !dense && slot < block->count; slot++)
        if (rows[slot] >= from && rows[slot] < to) wr__number(out, rows[slot] - from, 4);
    if (bytes && count == block->count) {
        wr__add(out, block->values.at, count * bytes);
        return 1;
    }
    for (slot = 0; !bytes && slot < block->count; slot++)
        if (rows[slot] >= from && rows[slot] < to) wr__number(out, wr__words(&block->lengths)[slot], 4);
    for (slot = 0; slot < block->count; slot++) {
        if (rows[slot] < from || rows[slot] >= to) continue;
        if (bytes) {
            wr__add(out, block->values.at + slot * bytes, bytes);
        } else {
            wr__add(out, block->values.at + wr__words(&block->offsets)[slot], wr__words(&block->lengths)[slot]);
        }
    }
    return 1;
}

/* Adds the references of a part, and which of them were given to names. Returns whether any was. */
static int wr__encode_refs(wr_client *client, wr_bytes *out, uint32_t from, uint32_t to) {
    uint32_t row, i;
    int named = 0;
    wr__add(out, client->refs.at + 8 * (size_t) from, 8 * (size_t) (to - from));
    for (row = from; client->any_named && row < to; row++) named |= wr__is_named(wr__ref(client, row));
    for (row = from; named && row < to; row += 8) {
        unsigned bits = 0;
        for (i = 0; i < 8 && row + i < to; i++) bits |= wr__is_named(wr__ref(client, row + i)) ? 1u << i : 0;
        wr__number(out, bits, 1);
    }
    return named;
}

/* Encodes the entities of rows [from, to) and what concerns them; events of nobody go with the first. */
static void wr__encode(wr_client *client, wr_bytes *out, uint32_t from, uint32_t to) {
    size_t at = wr__begin(out, WR_FRAME, 0), head;
    uint32_t blocks = 0, spawns, despawns, events;
    int named = 0, number;
    wr__number(out, (uint64_t) client->tick, 8);
    wr__number(out, (uint64_t) client->time_nanos, 8);
    head = out->length;
    wr__number(out, to - from, 4);
    wr__number(out, 0, 8);
    wr__number(out, 0, 8);
    if (to > from) named = wr__encode_refs(client, out, from, to);
    for (number = 0; number < client->block_count; number++)
        blocks += wr__encode_block(out, &client->blocks[number], number, from, to);
    spawns = wr__encode_items(out, &client->spawns, from, to, 0);
    despawns = wr__encode_despawns(out, &client->despawns, from, to);
    events = wr__encode_items(out, &client->events, from, to, 1);
    if (out->failed) return;
    out->at[at + 9] = (unsigned char) named;
    wr__set(out->at + head + 4, blocks, 4);
    wr__set(out->at + head + 8, spawns, 4);
    wr__set(out->at + head + 12, despawns, 4);
    wr__set(out->at + head + 16, events, 4);
    wr__seal(out, at);
}

/* The row behind the last that should go into the datagram that begins with row `from`; at least one does. */
static uint32_t wr__part_end(const wr_client *client, uint32_t from) {
    size_t bytes = WR_DATAGRAM_HEAD + 48 + 8 * (size_t) client->block_count;
    uint32_t row = from;
    do {
        bytes += wr__words(&client->row_sizes)[row++];
    } while (row < client->row_count && bytes + wr__words(&client->row_sizes)[row] <= WR_DATAGRAM_AIM);
    return row;
}

static int wr__send_frame(wr_client *client) {
    uint32_t from = 0, to, part, parts = 1, number;
    if (client->said_queued < client->said_count) wr__say_again(client, client->said_queued);
    number = client->datagram_number;
    if (client->message.length > WR_DATAGRAM_AIM - WR_DATAGRAM_HEAD && client->row_count > 1)
        for (parts = 0; from < client->row_count; parts++) from = wr__part_end(client, from);
    if (parts > 0xFFFF) return 0;
    client->datagram_number += parts;
    for (part = 0, from = 0; part < parts; part++, from = to) {
        to = parts == 1 ? client->row_count : wr__part_end(client, from);
        if (parts > 1) {
            wr__clear(&client->message);
            wr__encode(client, &client->message, from, to);
        }
        if (client->message.failed || client->message.length > WR_DATAGRAM_BYTES - WR_DATAGRAM_HEAD) return 0;
        wr__send_datagram(client, number + part, part, parts, client->message.at, client->message.length);
        if (client->connection != WR_WELCOMED) return 0;
    }
    return 1;
}

WR_API int wr_frame_end(wr_client *client) {
    int taken;
    wr__clear(&client->message);
    wr__encode(client, &client->message, 0, client->row_count);
    taken = !client->frame_failed && !client->message.failed && client->message.length <= WR_MESSAGE_BYTES
        && client->state < WR_REFUSED;
    if (taken && client->datagrams) {
        taken = client->connection == WR_WELCOMED && wr__send_frame(client);
    } else if (taken) {
        taken = wr__queue_said(client) && client->queue_size - client->queue_used >= client->message.length;
        if (taken) wr__queue_add(client, client->message.at, client->message.length);
    }
    if (taken) {
        client->queued++;
    } else {
        client->dropped++;
    }
    wr_poll(client);
    return taken;
}

WR_API const void *wr_last_message(const wr_client *client, uint32_t *length) {
    *length = client->message.length > 4 ? (uint32_t) client->message.length - 4 : 0;
    return client->message.at ? client->message.at + 4 : NULL;
}

/* ---- the end ---- */

static void wr__pause(const wr_client *client, int millis) {
    struct pollfd ready;
    ready.fd = client->socket;
    ready.events = POLLIN;
    ready.revents = 0;
    poll(&ready, client->socket >= 0 ? 1 : 0, millis);
}

/* Waits until the recorder, which has everything, closes the connection: closing first could throw away what is on its way. */
static int wr__drain(wr_client *client, long long deadline) {
    unsigned char ignored[256];
    shutdown(client->socket, SHUT_WR);
    while (wr__millis() < deadline) {
        ssize_t count = recv(client->socket, ignored, sizeof ignored, 0);
        if (count == 0) return 1;
        if (count < 0 && !wr__would_block()) return 0;
        if (count < 0) wr__pause(client, 5);
    }
    return 0;
}

static int wr__end_datagrams(wr_client *client, const wr_bytes *end) {
    int again;
    for (again = 0; again < 3; again++)
        wr__send_datagram(client, client->datagram_number++, 0, 1, end->at, end->length);
    return client->connection == WR_WELCOMED;
}

WR_API int wr_close(wr_client *client, int timeout_millis) {
    long long deadline = wr__millis() + timeout_millis;
    wr_bytes end;
    int ended = 0, done = 0;
    memset(&end, 0, sizeof end);
    wr__seal(&end, wr__begin(&end, WR_END, 0));
    while (!end.failed && wr_poll(client) < WR_REFUSED) {
        int welcome = client->connection == WR_WELCOMED;
        if (welcome && client->datagrams) {
            done = wr__end_datagrams(client, &end);
            break;
        }
        if (!ended && !client->datagrams && wr__queue_said(client)
            && client->queue_size - client->queue_used >= end.length) {
            wr__queue_add(client, end.at, end.length);
            ended = 1;
        } else if (welcome && ended && !client->queue_unsent && client->preamble_sent == client->preamble.length) {
            done = wr__drain(client, deadline);
            break;
        } else if (wr__millis() >= deadline) {
            break;
        } else {
            wr__pause(client, 2);
        }
    }
    wr__free(&end);
    wr__release(client);
    return done;
}

#ifdef __cplusplus
}
#endif

#endif /* WORLDREEL_IMPLEMENTED */
#endif /* WORLDREEL_IMPLEMENTATION */
