// Stages 6 to 9, first half: the panel's channels at the view's samples, through distortion, lateral colour and
// misalignment, with the structure of the pixels. Positions are made by the reference's own functions.
#version 330 core

uniform sampler2D source;           // what each panel pixel adds to black, per channel of the panel
uniform sampler2D red_positions;    // panel pixels: for each sample, or for each pixel of the view, linear in between
uniform sampler2D green_positions;
uniform sampler2D blue_positions;
uniform bool each;                  // for each sample
uniform int fine;                   // samples along a pixel of the view
uniform ivec2 first;                // pixel of the positions in which sample 0 lies
uniform bool structured;
uniform sampler2D red_gain;         // of the pixel structure, for each sample
uniform sampler2D green_gain;
uniform sampler2D blue_gain;
uniform float undimmed;             // what a gain of 1 stands for

out vec4 light;

vec2 position(sampler2D positions, ivec2 at) {
    if (each) {
        return texelFetch(positions, at, 0).rg;
    }
    if (fine == 1) {
        return texelFetch(positions, at + first, 0).rg;
    }
    vec2 place = (vec2(at) + 0.5) / float(fine) - 0.5;
    vec2 corner = floor(place);
    vec2 f = place - corner;
    ivec2 p = ivec2(corner) + first;
    vec2 near = mix(texelFetch(positions, p, 0).rg, texelFetch(positions, p + ivec2(1, 0), 0).rg, f.x);
    vec2 far = mix(texelFetch(positions, p + ivec2(0, 1), 0).rg, texelFetch(positions, p + ivec2(1, 1), 0).rg, f.x);
    return mix(near, far, f.y);
}

float tap(ivec2 at, int channel) {
    ivec2 size = textureSize(source, 0);
    bool inside = all(greaterThanEqual(at, ivec2(0))) && all(lessThan(at, size));
    return inside ? texelFetch(source, at, 0)[channel] : 0.0;
}

float bilinear(vec2 place, int channel) {
    vec2 corner = floor(place);
    ivec2 at = ivec2(corner);
    vec2 f = place - corner;
    float near = mix(tap(at, channel), tap(at + ivec2(1, 0), channel), f.x);
    float far = mix(tap(at + ivec2(0, 1), channel), tap(at + ivec2(1, 1), channel), f.x);
    return mix(near, far, f.y);
}

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec3 value = vec3(bilinear(position(red_positions, at), 0),
                      bilinear(position(green_positions, at), 1),
                      bilinear(position(blue_positions, at), 2));
    if (structured) {
        value *= undimmed * vec3(texelFetch(red_gain, at, 0).r,
                                 texelFetch(green_gain, at, 0).r,
                                 texelFetch(blue_gain, at, 0).r);
    }
    light = vec4(value, 1.0);
}
