/* Prints frames as this client encodes them, in hexadecimal: the recorder's test compares them with its own encoder's. */
#define WORLDREEL_IMPLEMENTATION
#include "worldreel.h"

static void print(wr_client *client) {
    uint32_t length, i;
    const unsigned char *at;
    wr_frame_end(client);
    at = (const unsigned char *) wr_last_message(client, &length);
    for (i = 0; i < length; i++) printf("%02x", at[i]);
    printf("\n");
}

int main(void) {
    static const float vector[4] = { 1.5f, -2.0f, 3.25f, -0.0f };
    static const double wide[4] = { 0.1, 1e300, -5.0, 7.0 };
    wr_client *client = wr_open("unix:/nowhere", "arena", "c", "vectors/1", "", 0, 0, NULL);
    int64_t ball, car;
    int types[16], type, i;
    for (type = WR_BOOL; type <= WR_VARIANT; type++) {
        char name[8];
        snprintf(name, sizeof name, "c%d", type);
        types[type] = wr_component(client, name, type, WR_ROLE_NONE, "", 0, 0);
    }
    ball = wr_entity(client, "ball");
    car = wr_entity(client, "car");

    wr_frame_begin(client, 600, INT64_C(1500000000000000000));
    wr_put_f32(client, 7, types[WR_VEC2F32], vector, 2);
    print(client);

    wr_frame_begin(client, 601, -1);
    print(client);

    wr_frame_begin(client, 602, 0);
    wr_spawn(client, ball, "ball");
    wr_put_i64(client, ball, types[WR_BOOL], 5);
    wr_put_i64(client, car, types[WR_I32], INT32_MIN);
    wr_put_i64(client, -9, types[WR_I64], INT64_MAX);
    wr_put_f32(client, ball, types[WR_F32], vector, 1);
    wr_put_f64(client, ball, types[WR_F64], wide, 1);
    wr_put_f32(client, car, types[WR_VEC3F32], vector, 3);
    wr_put_f32(client, car, types[WR_VEC4F32], vector, 4);
    wr_put_f64(client, car, types[WR_VEC2F64], wide, 2);
    wr_put_f64(client, car, types[WR_VEC3F64], wide, 3);
    wr_put_f64(client, car, types[WR_VEC4F64], wide, 4);
    wr_put_f32(client, ball, types[WR_QUAT], vector, 4);
    wr_put_bytes(client, car, types[WR_UTF8], "first", 5);
    wr_put_bytes(client, ball, types[WR_UTF8], "", 0);
    wr_put_bytes(client, car, types[WR_UTF8], "the last wins", 13);
    wr_put_bytes(client, ball, types[WR_BYTES], "\0\1\2", 3);
    wr_event(client, "goal", car, WR_DATA_TEXT, "far corner", 10);
    wr_event(client, "whistle", WR_NOBODY, WR_DATA_NONE, "", 0);
    wr_despawn(client, -9);
    print(client);

    wr_frame_begin(client, 603, 0);
    for (i = 0; i < 1000; i++) wr_put_f32(client, i, types[WR_VEC3F32], vector, 3);
    for (i = 999; i >= 0; i--) wr_put_i64(client, i, types[WR_I64], i);
    for (i = 0; i < 1000; i += 3) wr_put_f64(client, i, types[WR_VEC3F32], wide, 3);
    print(client);

    wr_close(client, 0);
    return 0;
}
