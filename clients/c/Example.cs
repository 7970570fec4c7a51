// A game of balls that is recorded, from C#: Example URL [WORLD [SOURCE [FRAMES [TOKEN]]]]
//
//     cc -shared -fPIC -x c -DWORLDREEL_IMPLEMENTATION worldreel.h -o libworldreel.so
//     mcs Example.cs                          (or a .NET project with this file)
//     LD_LIBRARY_PATH=. mono Example.exe tcp://127.0.0.1:7700
//
// Worldreel below is all that a game needs of it; worldreel.h says what each function does.
using System;
using System.Runtime.InteropServices;
using System.Threading;

static class Worldreel
{
    public const int Vec3F32 = 7, I32 = 2, RolePosition = 1, RoleHealth = 6, Acknowledge = 1, Json = 2;
    public const int Waiting = 0, Recording = 1, Refused = 2;
    const string Library = "worldreel";

    [DllImport(Library)] public static extern IntPtr wr_open(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string url, [MarshalAs(UnmanagedType.LPUTF8Str)] string world,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string source, [MarshalAs(UnmanagedType.LPUTF8Str)] string sender,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string token, int options, uint queueBytes, out IntPtr problem);
    [DllImport(Library)] public static extern int wr_poll(IntPtr client);
    [DllImport(Library)] public static extern IntPtr wr_problem(IntPtr client);
    [DllImport(Library)] public static extern long wr_last_tick(IntPtr client);
    [DllImport(Library)] public static extern int wr_component(
        IntPtr client, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int type, int role,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string unit, double step, int lossy);
    [DllImport(Library)] public static extern long wr_entity(
        IntPtr client, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
    [DllImport(Library)] public static extern void wr_frame_begin(IntPtr client, long tick, long timeNanos);
    [DllImport(Library)] public static extern int wr_put_f32(
        IntPtr client, long entity, int component, float[] values, int count);
    [DllImport(Library)] public static extern int wr_put_i64(IntPtr client, long entity, int component, long value);
    [DllImport(Library)] public static extern int wr_spawn(
        IntPtr client, long entity, [MarshalAs(UnmanagedType.LPUTF8Str)] string kind);
    [DllImport(Library)] public static extern int wr_event(
        IntPtr client, [MarshalAs(UnmanagedType.LPUTF8Str)] string kind, long entity, int encoding, byte[] data,
        uint length);
    [DllImport(Library)] public static extern int wr_frame_end(IntPtr client);
    [DllImport(Library)] public static extern ulong wr_dropped(IntPtr client);
    [DllImport(Library)] public static extern uint wr_waiting(IntPtr client);
    [DllImport(Library)] public static extern int wr_close(IntPtr client, int timeoutMillis);
}

static class Example
{
    const int Balls = 20;

    static string Word(string[] words, int i, string otherwise)
    {
        return words.Length > i ? words[i] : otherwise;
    }

    static int Main(string[] words)
    {
        IntPtr problem;
        IntPtr client = Worldreel.wr_open(Word(words, 0, "tcp://127.0.0.1:7700"), Word(words, 1, "arena"),
            Word(words, 2, "balls"), "csharp-example/1 worldreel-c/0.1", Word(words, 4, ""), Worldreel.Acknowledge, 0, out problem);
        if (client == IntPtr.Zero)
        {
            Console.Error.WriteLine("example: " + Marshal.PtrToStringAnsi(problem));
            return 2;
        }
        int position = Worldreel.wr_component(
            client, "position", Worldreel.Vec3F32, Worldreel.RolePosition, "m", 0.001, 1);
        int health = Worldreel.wr_component(client, "health", Worldreel.I32, Worldreel.RoleHealth, "", 0, 0);
        long referee = Worldreel.wr_entity(client, "Schiedsrichter Jürgen");

        int state = Worldreel.Waiting;
        for (int waited = 0; waited < 10000 && state == Worldreel.Waiting; waited++)
        {
            state = Worldreel.wr_poll(client);
            Thread.Sleep(1);
        }
        if (state != Worldreel.Recording)
        {
            Console.Error.WriteLine("example: " + Marshal.PtrToStringAnsi(Worldreel.wr_problem(client)));
            return 1;
        }

        int frames = int.Parse(Word(words, 3, "600"));
        long first = Worldreel.wr_last_tick(client) == long.MinValue ? 0 : Worldreel.wr_last_tick(client) + 1;
        long began = (DateTime.UtcNow - new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc)).Ticks * 100;
        float[] place = new float[3];
        byte[] loud = System.Text.Encoding.UTF8.GetBytes("{\"loud\":true}");
        for (int frame = 0; frame < frames; frame++)
        {
            while (Worldreel.wr_waiting(client) > 4u << 20 && Worldreel.wr_poll(client) < Worldreel.Refused)
            {
                Thread.Sleep(1);
            }
            Worldreel.wr_frame_begin(client, first + frame, began + frame * 16666667L);
            for (int ball = 0; ball < Balls; ball++)
            {
                double turn = frame / 60.0 + ball;
                place[0] = (float) (10 * Math.Cos(turn));
                place[1] = ball * 0.5f;
                place[2] = (float) (10 * Math.Sin(turn));
                if (frame == 0) Worldreel.wr_spawn(client, ball, "ball");
                Worldreel.wr_put_f32(client, ball, position, place, 3);
                if (frame % 60 == 0) Worldreel.wr_put_i64(client, ball, health, 100 - frame / 60);
            }
            if (frame % 60 == 0)
            {
                Worldreel.wr_event(client, "whistle", referee, Worldreel.Json, loud, (uint) loud.Length);
            }
            Worldreel.wr_frame_end(client);
        }
        ulong dropped = Worldreel.wr_dropped(client);
        bool ended = Worldreel.wr_close(client, 10000) == 1;
        Console.WriteLine("{0} frames, {1} dropped, {2}", frames, dropped,
            ended ? "all with the recorder" : "the end was not confirmed");
        return ended && dropped == 0 ? 0 : 1;
    }
}
