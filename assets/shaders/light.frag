// Stages 1 to 3 as light, where a blur follows: footage codes in the view to light behind the glasses.
#version 330 core

uniform usampler2D world;
uniform sampler2D world_table;

out vec4 light;

void main() {
    ivec3 code = ivec3(texelFetch(world, ivec2(gl_FragCoord.xy), 0).rgb);
    light = vec4(texelFetch(world_table, ivec2(code.r, 0), 0).r,
                 texelFetch(world_table, ivec2(code.g, 0), 0).g,
                 texelFetch(world_table, ivec2(code.b, 0), 0).b, 1.0);
}
