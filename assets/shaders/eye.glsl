// Stage 11: the light that reaches one eye, world and display summed. Linked into monitor.frag and luminance.frag.
#version 330 core

uniform usampler2D world;       // footage codes in the view
uniform sampler2D world_table;  // (256, 1): footage code to light behind the glasses
uniform sampler2D display;      // light that the display adds to its black, both eyes
uniform ivec2 origin;           // of this eye's picture in the target
uniform bool shows;             // whether this eye has a display
uniform ivec4 field;            // x0, y0, x1, y1 of the display's field in the view
uniform vec3 black;             // light of an undriven panel
uniform float most;             // no light is above it

vec3 eye_light(ivec2 pixel) {
    ivec2 at = pixel - origin;
    ivec3 code = ivec3(texelFetch(world, at, 0).rgb);
    vec3 light = vec3(texelFetch(world_table, ivec2(code.r, 0), 0).r,
                      texelFetch(world_table, ivec2(code.g, 0), 0).g,
                      texelFetch(world_table, ivec2(code.b, 0), 0).b);
    if (shows) {
        if (all(greaterThanEqual(at, field.xy)) && all(lessThan(at, field.zw))) {
            light = min(light + black, most);
        }
        light += texelFetch(display, pixel, 0).rgb;
    }
    return min(light, most);
}
