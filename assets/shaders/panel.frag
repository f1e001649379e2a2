// Stage 5: what each pixel of the panel adds to its black, channel by channel.
#version 330 core

uniform usampler2D source;  // panel codes
uniform sampler2D table;    // (256, 1): code to light

out vec4 light;

void main() {
    ivec3 code = ivec3(texelFetch(source, ivec2(gl_FragCoord.xy), 0).rgb);
    light = vec4(texelFetch(table, ivec2(code.r, 0), 0).r,
                 texelFetch(table, ivec2(code.g, 0), 0).g,
                 texelFetch(table, ivec2(code.b, 0), 0).b, 1.0);
}
