// Stage 5: light that each pixel of the panel adds to its black. Row n of the table is what channel n alone gives.
#version 330 core

uniform usampler2D source;  // panel codes
uniform sampler2D table;    // (256, 3): code to linear BT.709 light

out vec4 light;

void main() {
    ivec3 code = ivec3(texelFetch(source, ivec2(gl_FragCoord.xy), 0).rgb);
    vec3 total = texelFetch(table, ivec2(code.r, 0), 0).rgb;
    total += texelFetch(table, ivec2(code.g, 1), 0).rgb;
    total += texelFetch(table, ivec2(code.b, 2), 0).rgb;
    light = vec4(total, 1.0);
}
