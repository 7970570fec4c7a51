/*
 * A game of balls that are recorded: example URL [WORLD [SOURCE [FRAMES [HZ [TOKEN]]]]]
 *
 *     cc -o example example.c
 *     worldreel record arena --world arena --listen tcp://127.0.0.1:7700 &
 *     ./example tcp://127.0.0.1:7700 arena balls 600
 *
 * HZ 0 runs as fast as the recorder takes the frames.
 */
#define WORLDREEL_IMPLEMENTATION
#include "worldreel.h"

#include <math.h>
#include <stdio.h>

#define BALLS 20

static int64_t now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

static void wait_nanos(long nanos) {
    struct timespec pause;
    pause.tv_sec = nanos / 1000000000;
    pause.tv_nsec = nanos % 1000000000;
    nanosleep(&pause, NULL);
}

int main(int count, char **words) {
    const char *problem;
    int frames = count > 4 ? atoi(words[4]) : 600, hz = count > 5 ? atoi(words[5]) : 60, frame, ball, waited, ended;
    int position, health;
    int64_t first, referee;
    uint64_t dropped;
    wr_client *client = count < 2 ? NULL
        : wr_open(words[1], count > 2 ? words[2] : "arena", count > 3 ? words[3] : "balls",
                  "c-example/1 worldreel-c/0.1", count > 6 ? words[6] : "", WR_ACKNOWLEDGE, 0, &problem);
    if (!client) {
        fprintf(stderr, "example: %s\n", count < 2 ? "say where the recorder listens" : problem);
        return 2;
    }
    position = wr_component(client, "position", WR_VEC3F32, WR_ROLE_POSITION, "m", 0.001, 1);
    health = wr_component(client, "health", WR_I32, WR_ROLE_HEALTH, "", 0, 0);
    referee = wr_entity(client, "referee");

    for (waited = 0; wr_poll(client) == WR_WAITING && waited < 10000; waited++) wait_nanos(1000000);
    if (wr_state(client) != WR_RECORDING) {
        fprintf(stderr, "example: %s\n", wr_problem(client));
        return 1;
    }
    first = wr_last_tick(client) == INT64_MIN ? 0 : wr_last_tick(client) + 1;

    for (frame = 0; frame < frames; frame++) {
        if (hz > 0) {
            wait_nanos(1000000000 / hz);
        } else {
            while (wr_waiting(client) > (4u << 20) && wr_poll(client) < WR_REFUSED) wait_nanos(100000);
        }
        wr_frame_begin(client, first + frame, now_nanos());
        for (ball = 0; ball < BALLS; ball++) {
            float place[3];
            double turn = frame / 60.0 + ball;
            place[0] = (float) (10 * cos(turn));
            place[1] = (float) (ball * 0.5);
            place[2] = (float) (10 * sin(turn));
            if (frame == 0) wr_spawn(client, ball, "ball");
            wr_put_f32(client, ball, position, place, 3);
            if (frame % 60 == 0) wr_put_i64(client, ball, health, 100 - frame / 60);
        }
        if (frame % 60 == 0) wr_event(client, "whistle", referee, WR_DATA_JSON, "{\"loud\":true}", 13);
        wr_frame_end(client);
    }
    dropped = wr_dropped(client);
    ended = wr_close(client, 10000);
    printf("%d frames, %llu dropped, %s\n", frames, (unsigned long long) dropped,
           ended ? "all with the recorder" : "the end was not confirmed");
    return ended && !dropped ? 0 : 1;
}
