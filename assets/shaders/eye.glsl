// Stage 11: the light that reaches one eye, world and display summed. Linked into monitor.frag and luminance.frag.
#version 330 core

uniform usampler2D world;       // footage codes in the view
uniform sampler2D world_table;  // (256, 1): footage code to light behind the glasses
uniform bool blurred;           // the world is out of focus, and world_light has its light
uniform sampler2D world_light;
uniform ivec2 origin;           // of this eye's picture in the target
uniform sampler2D display;      // light of the display, in the panel's channels
uniform ivec4 lit;              // x0, y0, x1, y1 of that light in the view; empty for an eye without a display
uniform bool mixes;             // the panel's channels are not the monitor's
uniform vec3 red_row;           // of the matrix from the one to the other
uniform vec3 green_row;
uniform vec3 blue_row;
uniform ivec4 field;            // x0, y0, x1, y1 of the display's field in the view, where `black` fills it
uniform vec3 black;             // light of an undriven panel
uniform float most;             // no light is above it

bool within(ivec2 at, ivec4 box) {
    return all(greaterThanEqual(at, box.xy)) && all(lessThan(at, box.zw));
}

vec3 eye_light(ivec2 pixel) {
    ivec2 at = pixel - origin;
    vec3 light;
    if (blurred) {
        light = texelFetch(world_light, at, 0).rgb;
    } else {
        ivec3 code = ivec3(texelFetch(world, at, 0).rgb);
        light = vec3(texelFetch(world_table, ivec2(code.r, 0), 0).r,
                     texelFetch(world_table, ivec2(code.g, 0), 0).g,
                     texelFetch(world_table, ivec2(code.b, 0), 0).b);
    }
    if (within(at, field)) {
        light = min(light + black, most);
    }
    if (within(at, lit)) {
        vec3 drive = texelFetch(display, at - lit.xy, 0).rgb;
        if (mixes) {
            drive = vec3(dot(red_row, drive), dot(green_row, drive), dot(blue_row, drive));
        }
        light += drive;
    }
    return min(light, most);
}
