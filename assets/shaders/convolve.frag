// Stages 4 and 9: one direction of a Gaussian, and of the mean of a pixel's samples with it.
#version 330 core

uniform sampler2D source;
uniform sampler2D kernel;   // (taps, 1)
uniform ivec2 step_px;      // from tap to tap: (1, 0) or (0, 1)
uniform ivec2 stride;       // samples of the source per pixel of the target
uniform ivec2 first;        // sample of the first tap at the target's first pixel
uniform ivec2 origin;       // that pixel
uniform bool goes_on;       // beyond its edges the source goes on as it ends; else it is dark there

out vec4 light;

void main() {
    ivec2 size = textureSize(source, 0);
    ivec2 at = (ivec2(gl_FragCoord.xy) - origin) * stride + first;
    int taps = textureSize(kernel, 0).x;
    vec3 total = vec3(0.0);
    for (int k = 0; k < taps; ++k) {
        ivec2 place = at + k * step_px;
        if (goes_on) {
            place = clamp(place, ivec2(0), size - 1);
        } else if (any(lessThan(place, ivec2(0))) || any(greaterThanEqual(place, size))) {
            continue;
        }
        total += texelFetch(kernel, ivec2(k, 0), 0).r * texelFetch(source, place, 0).rgb;
    }
    light = vec4(total, 1.0);
}
