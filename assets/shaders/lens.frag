// Stages 6 to 9, first half: the panel's channels at the view's samples, through distortion, lateral colour and
// misalignment, with the structure of the pixels. The maps are made by the reference's own functions.
#version 330 core

uniform sampler2D source;        // what each panel pixel adds to black, per channel of the panel
uniform isampler2D red_map;      // sample to panel pixel, in 1/32
uniform isampler2D green_map;
uniform isampler2D blue_map;
uniform bool structured;
uniform sampler2D red_gain;      // of the pixel structure
uniform sampler2D green_gain;
uniform sampler2D blue_gain;
uniform float headroom;          // what a gain of 1 stands for

out vec4 light;

float tap(ivec2 at, int channel) {
    ivec2 size = textureSize(source, 0);
    bool inside = all(greaterThanEqual(at, ivec2(0))) && all(lessThan(at, size));
    return inside ? texelFetch(source, at, 0)[channel] : 0.0;
}

float bilinear(ivec2 place, int channel) {
    ivec2 at = place >> 5;
    vec2 f = vec2(place & 31) / 32.0;
    float near = mix(tap(at, channel), tap(at + ivec2(1, 0), channel), f.x);
    float far = mix(tap(at + ivec2(0, 1), channel), tap(at + ivec2(1, 1), channel), f.x);
    return mix(near, far, f.y);
}

void main() {
    ivec2 sample_at = ivec2(gl_FragCoord.xy);
    vec3 value = vec3(bilinear(texelFetch(red_map, sample_at, 0).rg, 0),
                      bilinear(texelFetch(green_map, sample_at, 0).rg, 1),
                      bilinear(texelFetch(blue_map, sample_at, 0).rg, 2));
    if (structured) {
        value *= headroom * vec3(texelFetch(red_gain, sample_at, 0).r,
                                 texelFetch(green_gain, sample_at, 0).r,
                                 texelFetch(blue_gain, sample_at, 0).r);
    }
    light = vec4(value, 1.0);
}
