// Stage 12: the mean over the way that the light goes while a pixel emits.
#version 330 core

uniform sampler2D source;
uniform isampler2D way;    // (steps, 1): pixels right and down
uniform sampler2D shares;  // (steps, 1): of the light, together 1

out vec4 light;

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    ivec2 size = textureSize(source, 0);
    int steps = textureSize(way, 0).x;
    vec3 total = vec3(0.0);
    for (int n = 0; n < steps; ++n) {
        ivec2 at = pixel - texelFetch(way, ivec2(n, 0), 0).rg;
        if (all(greaterThanEqual(at, ivec2(0))) && all(lessThan(at, size))) {
            total += texelFetch(shares, ivec2(n, 0), 0).r * texelFetch(source, at, 0).rgb;
        }
    }
    light = vec4(total, 1.0);
}
