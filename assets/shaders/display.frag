// Stages 6 and 7: the panel's light in one eye's view, bilinear on a grid of `times` x `times` points, and their mean.
#version 330 core

uniform sampler2D source;   // light of the panel's pixels
uniform isampler2D across;  // (view x, sub-sample): source x in 1/32 pixel
uniform isampler2D down;    // (view y, sub-sample): source y in 1/32 pixel
uniform int times;
uniform ivec2 origin;       // of the target in the view
uniform bool whole;         // round to whole units, as the reference's 16 bits do

out vec4 light;

vec3 tap(ivec2 at) {
    ivec2 size = textureSize(source, 0);
    bool inside = all(greaterThanEqual(at, ivec2(0))) && all(lessThan(at, size));
    return inside ? texelFetch(source, at, 0).rgb : vec3(0.0);
}

vec3 rounded(vec3 value) {
    return whole ? roundEven(value) : value;
}

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy) + origin;
    vec3 total = vec3(0.0);
    for (int j = 0; j < times; ++j) {
        int y = texelFetch(down, ivec2(pixel.y, j), 0).r;
        for (int i = 0; i < times; ++i) {
            int x = texelFetch(across, ivec2(pixel.x, i), 0).r;
            ivec2 at = ivec2(x >> 5, y >> 5);
            vec2 f = vec2(x & 31, y & 31) / 32.0;
            vec3 near = mix(tap(at), tap(at + ivec2(1, 0)), f.x);
            vec3 far = mix(tap(at + ivec2(0, 1)), tap(at + ivec2(1, 1)), f.x);
            total += rounded(mix(near, far, f.y));
        }
    }
    light = vec4(rounded(total / float(times * times)), 1.0);
}
